"""The dbt-duckdb plugin that sets up a connection for reading inputs."""

from __future__ import annotations

import sysconfig

from dbt.adapters.duckdb.plugins import BasePlugin
from duckdb import DuckDBPyConnection


class Plugin(BasePlugin):
    """Let inputs name files of installed packages, and let a value that cannot be read be null."""

    def configure_connection(self, conn: DuckDBPyConnection) -> None:
        """Set what holds for the whole DuckDB instance."""
        # A relative path is looked up in the working directory first, then among the packages.
        conn.execute("set global file_search_path = ?", [sysconfig.get_path("purelib")])
        # DuckDB 2.0.0 pushes try_cast into the file reader as a plain cast, so that one unreadable
        # date ends the build (duckdb issue 23818).
        conn.execute("set global disabled_optimizers = 'type_pushdown'")
