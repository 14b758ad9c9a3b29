"""Check that input files can be read to their end, and that they do not change in a run."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import duckdb

from centroid.errors import UNEVEN, gist


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

    def problem(self, path: str, source: str) -> str:
        """Say why the files of a path cannot be read, and remember their state.

        Parameters
        ----------
        path : str
            Path or pattern, as in the var `inputs`.
        source : str
            The from-clause that reads it.

        Returns
        -------
        str
            One line without a value of the data; empty where every value can be read.
        """
        self.at_start[path] = self.identity(path)
        try:
            names = self.cursor().execute(f"describe from {source}").fetchall()
            if len(names) == 1 and re.search("[,;|\t]", names[0][0]):
                return UNEVEN
            # Decodes every value; a count would be answered from the file's metadata.
            query = f"select bit_xor(hash(columns(*))) from {source}"
            self.cursor().execute(query).fetchall()
        except duckdb.Error as error:
            return gist(str(error))
        return ""

    def are_replaced(self, path: str) -> bool:
        """Whether the files at the path, or their content, changed since `problem` read them."""
        return self.at_start.get(path) != self.identity(path)

    def identity(self, path: str) -> str:
        """The files at a path, with size, time and, if they have one, inode."""
        listing = "select filename, concat(size, ' ', last_modified) from read_blob(?) order by all"
        found = self.cursor().execute(listing, [path]).fetchall()
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
