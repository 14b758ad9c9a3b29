"""The dbt-duckdb plugin that lets an input's relative path name a file in an installed package."""

from __future__ import annotations

import sysconfig

from dbt.adapters.duckdb.plugins import BasePlugin
from duckdb import DuckDBPyConnection


class Plugin(BasePlugin):
    """Search relative paths in the working directory first, then among the installed packages."""

    def configure_connection(self, conn: DuckDBPyConnection) -> None:
        conn.execute("set global file_search_path = ?", [sysconfig.get_path("purelib")])
