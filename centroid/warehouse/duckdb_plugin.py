"""The dbt-duckdb plugin: opens the warehouse, and sets up a connection for reading inputs."""

from __future__ import annotations

import os
import re
import sysconfig
from contextlib import suppress
from pathlib import Path

import duckdb
from dbt.adapters.duckdb.plugins import BasePlugin
from duckdb import DuckDBPyConnection

from centroid.errors import cannot_name, cannot_open, cannot_publish_to, cannot_use_options
from centroid.warehouse.input_files import InputFiles, dbt_cursor
from centroid.publishing.path import IS_WAREHOUSE, belongs_to, path_problem, published_path


class Plugin(BasePlugin):
    """Say in a sentence what is wrong with a warehouse; prepare the connection to it."""

    opened: DuckDBPyConnection | None = None

    def update_connection_config(self, creds, config: dict) -> None:
        """Open the warehouse before dbt does: its answer to one that does not open is a traceback.

        It stays open until dbt has it open as well, so that no other process comes in between. A
        profile with retries leaves the opening to dbt, which is to wait for another process.
        """
        if belongs_to(published_path(), creds.path):
            raise RuntimeError(cannot_publish_to(published_path(), IS_WAREHOUSE))
        if "?" in creds.path or re.search("[\"']", creds.database):
            raise RuntimeError(cannot_name(creds.path))
        if creds.retries:
            return
        try:
            if creds.path != ":memory:":
                check_place(creds.path)
            self.opened = duckdb.connect(creds.path, config=config)
        except duckdb.ProgrammingError as error:
            raise RuntimeError(cannot_use_options(str(error))) from error
        except (duckdb.Error, OSError) as error:
            raise RuntimeError(cannot_open(creds.path, str(error))) from error
        # dbt takes the name from the path as from a URL, DuckDB from the file's name.
        found = self.opened.execute("select current_database()").fetchall()
        if not creds.attach and found != [(creds.database,)]:
            self.opened.close()
            raise RuntimeError(cannot_name(creds.path))

    def configure_connection(self, conn: DuckDBPyConnection) -> None:
        """Set what holds for the whole DuckDB instance, and give SQL its view of input files."""
        if self.opened:
            self.opened.close()
        prepare(conn)
        files, warehouse = InputFiles(dbt_cursor), self.creds.path

        def publishing(path: str, schemas: list[str]) -> str:
            return path_problem(path, warehouse, schemas)

        for name, function, parameters, returned in [
            ("problem_of_files", files.problem, ["VARCHAR", "VARCHAR"], "VARCHAR"),
            ("are_files_replaced", files.are_replaced, ["VARCHAR"], "BOOLEAN"),
            ("problem_of_publishing", publishing, ["VARCHAR", "VARCHAR[]"], "VARCHAR"),
        ]:
            # They are there where dbt tries again after what it attaches could not be opened.
            with suppress(duckdb.CatalogException):
                conn.create_function(name, function, parameters, returned, side_effects=True)


def check_place(path: str) -> None:
    """Raise an error where DuckDB would hang, download something, or open a file in vain."""
    if re.match(r"(?!file:)\w+://", path):
        raise OSError("It is a URL")
    if Path(path).exists() and not Path(path).is_file():
        raise OSError("It is not a file")
    folder = Path(path).parent
    if folder.exists() and not os.access(folder, os.W_OK):
        raise PermissionError("Permission denied")


def prepare(connection: DuckDBPyConnection) -> None:
    """Let inputs name files of installed packages, and let a value that cannot be read be null."""
    # A relative path is looked up in the working directory first, then among the packages.
    connection.execute("set global file_search_path = ?", [sysconfig.get_path("purelib")])
    # DuckDB 2.0.0 pushes try_cast into the file reader as a plain cast, so that one unreadable
    # date ends the build (duckdb issue 23818). To look where sums could be made before joins takes
    # half a second for assignment_reasons, and nothing of ours gets faster by it.
    connection.execute(
        "set global disabled_optimizers = 'type_pushdown,partial_aggregate_pushdown'"
    )
