"""Copy the public tables to a new DuckDB file and replace the published file with it."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd

from centroid.errors import CannotPublishError, cannot_publish
from centroid.publishing.path import fresh_file, logs, path_problem, resolved, take_over

# Clients from 1.4 can open this format. The default format of engine 2.0 opens in no 1.x client.
STORAGE_VERSION = "v1.4.0"


def publish(
    session: duckdb.DuckDBPyConnection,
    database: str,
    tables: list[str],
    functions: list[str],
    latest_only: list[str],
    as_of: date,
    path: Path,
    prefix: str = "",
    is_look: bool = False,
) -> pd.DataFrame:
    """Write the public tables to a file beside `path`, then rename it over `path`.

    A reader sees either the old file or the new one, complete. A reader that has the old file open
    keeps reading it. The new file has the owner and mode of the old one. If `path` is a link, the
    file that it leads to is replaced.

    Parameters
    ----------
    session : DuckDBPyConnection
        A connection to the warehouse.
    database : str
        The warehouse's catalog.
    tables : list of str
        ``schema.table`` names in the published file.
    functions : list of str
        ``schema.function`` names of table functions to copy. They name tables by schema and table
        only, so in the published file they read the published tables.
    latest_only : list of str
        The tables, among `tables`, of which only the rows of `as_of` are copied.
    as_of : date
        The day that the build describes.
    path : Path
        The published file.
    prefix : str
        Prefix of the schema names in the warehouse; the published file has no prefix.
    is_look : bool
        Whether a later day was published before.

    Returns
    -------
    DataFrame
        One row per table: name, row_count, as_of_date, build_id, a digest of everything published,
        equal for equal content, and is_look. The file holds the same as ``main.published_tables``.

    Raises
    ------
    CannotPublishError
        If the file cannot be written, or would replace something that is not a published file.
        The existing file is then unchanged.
    """
    try:
        # The start of a run checks this too, but only if the profile has the plugin.
        schemas = {table.split(".")[0] for table in tables}
        if problem := path_problem(str(path), warehouse_file(session, database), schemas):
            raise CannotPublishError(problem)
        target = resolved(path)
        fresh = fresh_file(target)
        with alone_in(target.parent), owner_only() as mask:
            remove(fresh, *logs(fresh))
            try:
                published = write(
                    session, database, tables, functions, latest_only, as_of, fresh, prefix, is_look
                )
                if target.exists():
                    take_over(target, fresh)
                else:
                    fresh.chmod(0o666 & ~mask)
                sync(fresh)
                # The new file could not be opened beside the old file's log.
                remove(*logs(target))
                sync(target.parent)
                fresh.replace(target)
            except BaseException:
                remove(fresh, *logs(fresh))
                raise
            sync(target.parent)
            return published
    except (duckdb.IOException, OSError) as problem:
        raise CannotPublishError(cannot_publish(path, str(problem))) from None


def write(
    session, database, tables, functions, latest_only, as_of, file, prefix, is_look
) -> pd.DataFrame:
    """Copy the public tables to a new file, and list them there; what `publish` returns."""
    session.execute(
        f"attach {literal(file)} as fresh_publication (storage_version '{STORAGE_VERSION}')"
    )
    try:
        rows = []
        for table in tables:
            schema, name = table.split(".")
            only = f"where as_of_date = date '{as_of}'" if table in latest_only else ""
            source = f"(from {quoted(database)}.{quoted(prefix + schema)}.{quoted(name)} {only})"
            target = f"fresh_publication.{quoted(schema)}.{quoted(name)}"
            # Counted in the source, which is then in memory for the copy.
            rows.append({"table_name": table, **contents(session, source)})
            session.execute(f"create schema if not exists fresh_publication.{quoted(schema)}")
            session.execute(f"create table {target} as from {source}")
        published = pd.DataFrame(rows)
        published = published.drop(columns="content").assign(
            as_of_date=as_of, build_id=build_id(published, as_of), is_look=is_look
        )
        published["as_of_date"] = pd.to_datetime(published.as_of_date).dt.date
        for function in functions:
            copy_function(session, database, function, prefix)
        session.register("published_rows", published)
        session.execute(
            "create table fresh_publication.published_tables as select table_name, row_count, "
            "cast(as_of_date as date) as as_of_date, build_id, is_look from published_rows"
        )
        session.unregister("published_rows")
        session.execute("detach fresh_publication")
    except BaseException:
        session.execute("detach database if exists fresh_publication")
        raise
    return published


def warehouse_file(session: duckdb.DuckDBPyConnection, database: str) -> str:
    """The file of a catalog."""
    query = "select path from duckdb_databases() where database_name = ?"
    return session.execute(query, [database]).fetchall()[0][0] or ":memory:"


def contents(session: duckdb.DuckDBPyConnection, table: str) -> dict[str, int]:
    """Row count and sum of the row hashes of a table; the sum also counts duplicate rows."""
    count, content = session.execute(
        f"select count(*), coalesce(sum(hash(t)), 0) from {table} as t"
    ).fetchall()[0]
    return {"row_count": count, "content": content}


def build_id(tables: pd.DataFrame, as_of: date) -> str:
    """A digest of the names and `contents` of all tables, and of the day."""
    return hashlib.sha256(f"{as_of} {tables.to_csv(index=False)}".encode()).hexdigest()[:16]


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Wait until nobody else publishes to a folder: two builds would write the same new file."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def copy_function(session, database: str, function: str, prefix: str) -> None:
    """Create a table function of the warehouse in the file that is being published."""
    schema, name = function.split(".")
    parameters, definition = session.execute(
        "select parameters, macro_definition from duckdb_functions() where database_name = ? "
        "and schema_name = ? and function_name = ?",
        [database, prefix + schema, name],
    ).fetchall()[0]
    definition = without_prefix(session, definition, prefix)
    target = f"fresh_publication.{quoted(schema)}.{quoted(name)}"
    # DuckDB looks up the tables of a function when it is created, so the published file must be
    # the current database.
    (before,) = session.execute("select current_setting('search_path')").fetchall()[0]
    session.execute("set search_path = 'fresh_publication'")
    try:
        session.execute(f"create macro {target}({', '.join(parameters)}) as table {definition}")
    finally:
        session.execute(f"set search_path = {literal(before)}")


def without_prefix(session: duckdb.DuckDBPyConnection, query: str, prefix: str) -> str:
    """A query with the prefix removed from the schemas of the tables that it reads."""

    def renamed(node: dict) -> dict:
        if node.get("type") == "BASE_TABLE":
            path = node["qualified_name"]["path"]
            path[:-1] = [name.removeprefix(prefix) for name in path[:-1]]
        return node

    (tree,) = session.execute("select json_serialize_sql($1)", [query]).fetchall()[0]
    tree = json.dumps(json.loads(tree, object_hook=renamed))
    return session.execute("select json_deserialize_sql($1)", [tree]).fetchall()[0][0]


def nothing_published() -> pd.DataFrame:
    """The columns of `publish`'s result, typed, without a row."""
    types = {
        "table_name": "string",
        "row_count": "int64",
        "as_of_date": "datetime64[us]",
        "build_id": "string",
        "is_look": "bool",
    }
    return pd.DataFrame(columns=list(types)).astype(types)


@contextmanager
def owner_only() -> Iterator[int]:
    """Let nobody but the owner read new files; yields the usual mask."""
    mask = os.umask(0o077)
    try:
        yield mask
    finally:
        os.umask(mask)


def remove(*files: Path) -> None:
    """Remove files, where they exist."""
    for file in files:
        file.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Flush a file, or a folder's entries, to disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def quoted(name: str) -> str:
    """A name as a SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: object) -> str:
    """A value as a SQL text literal."""
    return "'" + str(value).replace("'", "''") + "'"
