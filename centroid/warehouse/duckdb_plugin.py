"""The dbt-duckdb plugin: opens the warehouse, and sets up a connection for reading inputs."""

from __future__ import annotations

import gc
import os
import re
import sysconfig
from contextlib import suppress
from pathlib import Path

import duckdb
from dbt.adapters.duckdb.plugins import BasePlugin
from dbt.flags import get_flags
from duckdb import DuckDBPyConnection

from centroid.errors import cannot_name, cannot_open, cannot_publish_to, cannot_use_options
from centroid.warehouse.input_files import InputFiles, dbt_cursor
from centroid.warehouse.var_names import misspelled_vars
from centroid.publishing.path import IS_WAREHOUSE, belongs_to, path_problem, published_path


class Plugin(BasePlugin):
    """Report a problem of the warehouse in one sentence, and prepare the connection."""

    opened: DuckDBPyConnection | None = None

    def update_connection_config(self, creds, config: dict) -> None:
        """Open the warehouse before dbt does, because dbt shows a traceback if it does not open.

        The warehouse stays open until dbt has opened it too, so no other process can take it. If
        the profile has retries, only dbt opens it, because it then waits for other processes.
        """
        project_file = Path(os.environ.get("DBT_PROJECT_DIR", "."), "dbt_project.yml")
        for sentence in misspelled_vars(project_file, getattr(get_flags(), "VARS", None)):
            print(sentence)
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
        # dbt takes the database's name from the path as from a URL, DuckDB from the file's name.
        found = self.opened.execute("select current_database()").fetchall()
        if not creds.attach and found != [(creds.database,)]:
            self.opened.close()
            raise RuntimeError(cannot_name(creds.path))

    def configure_connection(self, conn: DuckDBPyConnection) -> None:
        """Set the options of the whole DuckDB instance, and register the functions on files."""
        if self.opened:
            self.opened.close()
        prepare(conn)
        # What dbt has read of the project stays to the end of the process, and there is little garbage:
        # looking for some takes up to a tenth of a build.
        gc.freeze()
        gc.set_threshold(50_000, 20, 20)
        files, warehouse = InputFiles(dbt_cursor), self.creds.path

        def publishing(path: str, schemas: list[str]) -> str:
            return path_problem(path, warehouse, schemas)

        for name, function, parameters, returned in [
            (
                "problem_of_files",
                files.problem,
                ["VARCHAR", "VARCHAR", "VARCHAR", "VARCHAR[]"],
                "VARCHAR",
            ),
            ("are_files_replaced", files.are_replaced, ["VARCHAR"], "BOOLEAN"),
            ("problem_of_publishing", publishing, ["VARCHAR", "VARCHAR[]"], "VARCHAR"),
        ]:
            # The functions exist already if dbt retries after it could not attach a database.
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
    """Find inputs among installed packages, and make values that cannot be read null."""
    # Relative paths are looked up in the working directory, then among the packages.
    connection.execute("set global file_search_path = ?", [sysconfig.get_path("purelib")])
    # Two optimizers are off. DuckDB 2.0.0 pushes try_cast into the file reader as a plain cast, so
    # one unreadable date ends the build (duckdb issue 23818). Planning aggregates below joins takes
    # half a second for assignment_reasons and makes no query of this project faster.
    connection.execute(
        "set global disabled_optimizers = 'type_pushdown,partial_aggregate_pushdown'"
    )
