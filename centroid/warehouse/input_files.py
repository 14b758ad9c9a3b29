"""Check that input files can be read to their end, and that they do not change in a run."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import duckdb

from centroid.errors import UNEVEN, gist
from centroid.warehouse.file_problems import (
    AGAIN,
    ambiguous_columns,
    problem_of_content,
    problem_of_place,
)


class InputFiles:
    """The state of the input files when the run began.

    Parameters
    ----------
    cursor : callable
        Returns a new cursor of the warehouse: the methods are called from within its queries.
    """

    def __init__(self, cursor: Callable[[], duckdb.DuckDBPyConnection]) -> None:
        self.cursor = cursor
        self.at_start: dict[str, str] = {}

    def problem(self, path: str, source: str, encoding: str, columns: list[str]) -> str:
        """Say why the files of a path cannot be read, and remember their state.

        Parameters
        ----------
        path : str
            Path or pattern, as in the var `inputs`.
        source : str
            The from-clause that reads it.
        encoding : str
            Encoding of a CSV: utf-8, latin-1 or utf-16.
        columns : list of str
            The columns that are read.

        Returns
        -------
        str
            What is wrong and what to do, on one line, without a value of the data; empty where
            every value can be read.
        """
        # Looked at before DuckDB is asked: it would wait for a pipe, and download an extension.
        if problem := problem_of_place(path, True, self.reads_urls()):
            return problem
        self.at_start[path] = self.identity(path)
        files = self.files(path)
        if problem := problem_of_place(path, bool(files), True):
            return problem
        try:
            names = [name for name, *_ in self.rows(f"describe from {source}")]
            if len(names) > 1 or not re.search("[,;|\t]", names[0]):
                # Decodes every value; a count would be answered from the file's metadata.
                self.rows(f"select bit_xor(hash(columns(*))) from {source}")
                if not columns or {name.lower() for name in columns} & {n.lower() for n in names}:
                    return self.ambiguous(path, source, columns)
                problem = ""
            else:
                problem = UNEVEN
        except duckdb.Error as error:
            problem = gist(str(error))
        if "read_csv" in source:
            for file in files:
                if Path(file).is_file() and (found := problem_of_content(Path(file), encoding)):
                    return found
        return problem and f"cannot be read ({problem}); {AGAIN}"

    def ambiguous(self, path: str, source: str, columns: list[str]) -> str:
        """Say which mapped column the files have several times but for case."""
        if "read_csv" in source:
            header = source.replace("header = true", "header = false")
            (names,) = self.rows(f"from {header} limit 1") or [()]
        else:
            leaves = "select distinct name from parquet_schema(?) where num_children is null"
            names = [name for (name,) in self.rows(leaves, [path])]
        return ambiguous_columns([name or "" for name in names], columns)

    def reads_urls(self) -> bool:
        """Whether the connection has loaded an extension that reads URLs."""
        loaded = "select 1 from duckdb_extensions() where loaded and extension_name in "
        return bool(self.rows(f"{loaded} ('httpfs', 'azure', 'aws')"))

    def rows(self, query: str, parameters: list | None = None) -> list[tuple]:
        """Rows of a query."""
        return self.cursor().execute(query, parameters or []).fetchall()

    def files(self, path: str) -> list[str]:
        """The files that a path or pattern matches."""
        return [file for (file,) in self.rows("select file from glob(?) order by all", [path])]

    def are_replaced(self, path: str) -> bool:
        """Whether the files at the path, or their content, changed since `problem` read them."""
        return self.at_start.get(path) != self.identity(path)

    def identity(self, path: str) -> str:
        """The files at a path, with size, time and, if they have one, inode."""
        listing = "select filename, concat(size, ' ', last_modified) from read_blob(?) order by all"
        found = self.rows(listing, [path]) if self.files(path) else []
        return str([(file, state, inode(file)) for file, state in found])


def dbt_cursor() -> duckdb.DuckDBPyConnection:
    """A new cursor of the warehouse that dbt has open."""
    # Not imported at the top: a connection that its own functions can reach through their module
    # is never freed.
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    return DuckDBConnectionManager.env().conn.cursor()


def inode(file: str) -> tuple[int, int] | None:
    """Inode and time of a local file, as DuckDB gives only seconds; None if it is not local."""
    try:
        found = Path(file).stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns
