"""Restore what a warehouse remembers from a published file or a backup, or erase people."""

from __future__ import annotations

import argparse
import os
import secrets
import sys
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import duckdb

from centroid.errors import gist

# What no build could compute again, by schema.
MEMORY = {
    "fits": ["fit_registry", "rfm_cut_points"],
    "segments": ["segment_state", "segment_changes", "erased_customers"],
}
# Memory of builds and names, as a warehouse has it.
BUILDS = {"publish": ["builds", "published_segments"], "words": ["segment_names"]}
# What a published file has instead of it, and the queries that make the one of the other: the days
# on which a segment got its name are the builds that are known, and the file's own is the last.
NAMES = {
    "words": ["named_segments"],
    "segments": [*MEMORY["segments"], "segment_name_history"],
}
NUMBERED = """
with days as (
    select as_of_date, build_id from source.main.published_tables
    union
    select named_on, 'restored' from source.segments.segment_name_history
    where named_on < (select max(as_of_date) from source.main.published_tables)
),
numbered as (
    select row_number() over (order by as_of_date) as build_number, build_id, as_of_date from days
)
"""
IN_A_PUBLISHED_FILE = {
    "segment_names": "from source.words.named_segments",
    "builds": f"{NUMBERED} select build_number, build_id, as_of_date, as_of_date as observed_on, "
    "'' as digest from numbered",
    "published_segments": f"{NUMBERED} select build_number, segmentation, segment_id, "
    "segment_name, cast(null as bigint) as customer_count from numbered "
    "inner join source.segments.segment_name_history as names on named_on = as_of_date "
    "where as_of_date < (select max(as_of_date) from numbered) "
    "union all select (select max(build_number) from numbered), segmentation, segment_id, "
    "segment_name, customer_count from source.segments.segments",
}


class CannotRememberError(Exception):
    """Why nothing was restored or erased."""


def warehouse_path() -> Path:
    """Where this project's warehouse is, as in profiles.yml."""
    return Path(os.environ.get("CENTROID_WAREHOUSE", "warehouse/centroid.duckdb"))


def restore(source: Path, warehouse: Path, prefix: str = "") -> dict[str, int]:
    """Copy the memory of a published file, or of a backup, into a warehouse that has none.

    Parameters
    ----------
    source : Path
        A published file, or a copy of a warehouse.
    warehouse : Path
        The warehouse; made if it is not there.
    prefix : str
        Prefix of the schema names in the warehouse, and in the backup.

    Returns
    -------
    dict of str to int
        The rows of every table that was restored.

    Raises
    ------
    CannotRememberError
        If the source has no memory or shows a look at an earlier day, or the warehouse has one.
    """
    is_published = checked_source(source, prefix)
    own = "" if is_published else prefix
    warehouse.parent.mkdir(parents=True, exist_ok=True)
    with closing(duckdb.connect(str(warehouse))) as connection:
        present = tables_of(connection)
        for schema, names in {**MEMORY, **BUILDS}.items():
            for name in names:
                if (prefix + schema, name) in present and connection.sql(
                    f'select 1 from "{prefix + schema}"."{name}" limit 1'
                ).fetchall():
                    raise CannotRememberError(
                        f"{warehouse}: it has rows in {prefix + schema}.{name}; restore into a "
                        "warehouse that remembers nothing, such as a new file."
                    )
        path = str(source).replace("'", "''")
        connection.execute(f"attach '{path}' as source (read_only)")
        restored = {}
        connection.execute("begin")
        for schema, names in {**MEMORY, **BUILDS}.items():
            connection.execute(f'create schema if not exists "{prefix + schema}"')
            for name in names:
                query = f'from source."{own + schema}"."{name}"'
                if is_published:
                    query = IN_A_PUBLISHED_FILE.get(name, query)
                target = f'"{prefix + schema}"."{name}"'
                connection.execute(f"create or replace table {target} as {query}")
                (count,) = connection.sql(f"select count(*) from {target}").fetchall()[0]
                restored[f"{prefix + schema}.{name}"] = count
        connection.execute("commit")
    return restored


def checked_source(source: Path, prefix: str) -> bool:
    """Whether a file with a memory was published; an error where it has none."""
    if not source.exists():
        raise CannotRememberError(
            f"{source}: there is no such file; name a published file or a backup."
        )
    with source.open("rb") as opened:
        if opened.read(12)[8:] != b"DUCK":
            raise CannotRememberError(
                f"{source}: it is not a DuckDB file; name a published file or a backup."
            )
    with closing(duckdb.connect(str(source), read_only=True)) as connection:
        known = tables_of(connection)
        is_published = ("main", "published_tables") in known
        wanted = {**MEMORY, **(NAMES if is_published else BUILDS)}
        for schema, names in wanted.items():
            for name in names:
                owner = ("" if is_published else prefix) + schema
                if (owner, name) not in known:
                    raise CannotRememberError(
                        f"{source}: it has no {owner}.{name}; it is of an earlier version, or "
                        "neither a published file nor a backup of a warehouse."
                    )
        look = "select 1 from main.published_tables where is_look limit 1"
        if is_published and connection.sql(look).fetchall():
            raise CannotRememberError(
                f"{source}: it shows a look at an earlier day; restore from one of a later build."
            )
    return is_published


def tables_of(connection: duckdb.DuckDBPyConnection) -> set[tuple[str, str]]:
    """Schema and name of every table of the database that is open."""
    listed = connection.execute(
        "select schema_name, table_name from duckdb_tables() "
        "where database_name = current_database()"
    )
    return set(listed.fetchall())


def erase(customer_ids: Iterable[str], warehouse: Path, prefix: str = "") -> tuple[int, int]:
    """Remove customers from the ledger and its state, and remember them by a salted hash.

    The hash keeps a later build from saying that they left, also where an older copy of the ledger
    is restored. Their rows in the inputs are for whoever keeps those to delete; the next build then
    publishes a file without them.

    Parameters
    ----------
    customer_ids : iterable of str
    warehouse : Path
    prefix : str
        Prefix of the schema names.

    Returns
    -------
    tuple of int
        Customers of whom there was a row, and the rows removed.
    """
    if not warehouse.exists():
        raise CannotRememberError(f"{warehouse}: there is no warehouse; set CENTROID_WAREHOUSE.")
    schema = f'"{prefix}segments"'
    with closing(duckdb.connect(str(warehouse))) as connection:
        if (f"{prefix}segments", "segment_changes") not in tables_of(connection):
            raise CannotRememberError(f"{warehouse}: it has no ledger yet; run `dbt build`.")
        connection.execute("begin")
        connection.execute("create temp table erased (customer_id varchar primary key)")
        connection.executemany(
            "insert or ignore into erased values (?)", [[each] for each in customer_ids] or [[""]]
        )
        (salt,) = connection.sql(f"select max(salt) from {schema}.erased_customers").fetchall()[0]
        connection.execute(
            f"insert into {schema}.erased_customers "
            "select md5($1 || customer_id) as customer_hash, $1 as salt, "
            f'(select max(as_of_date) from "{prefix}calendar".as_of) as erased_on '
            f"from erased where customer_id <> '' and md5($1 || customer_id) not in "
            f"(select customer_hash from {schema}.erased_customers)",
            [salt or secrets.token_hex(16)],
        )
        found = connection.sql(
            f"select count(distinct customer_id), count(*) from {schema}.segment_changes "
            "where customer_id in (from erased)"
        ).fetchall()[0]
        for table in ("segment_changes", "segment_state"):
            connection.execute(f"delete from {schema}.{table} where customer_id in (from erased)")
        connection.execute("drop table erased")
        connection.execute("commit")
        # So that the rows are gone from the file too, and not only from its newest state.
        connection.execute("checkpoint")
    return found


def main() -> None:
    """Restore or erase, as the command line says."""
    parser = argparse.ArgumentParser(prog="python -m centroid.memory", description=__doc__)
    parser.add_argument("--prefix", default="", help="of the schema names, such as dev_")
    commands = parser.add_subparsers(dest="command", required=True)
    restoring = commands.add_parser("restore", help="into a warehouse that has no memory")
    restoring.add_argument("source", type=Path, help="a published file or a backup")
    commands.add_parser("erase", help="those whose ids are on standard input, one a line")
    asked = parser.parse_args()
    warehouse = warehouse_path()
    try:
        if asked.command == "restore":
            for table, count in restore(asked.source, warehouse, asked.prefix).items():
                print(f"{table}: {count:,} rows")
        else:
            ids = [line.rstrip("\n") for line in sys.stdin if line.strip()]
            known, rows = erase(ids, warehouse, asked.prefix)
            print(f"{known:,} of {len(ids):,} were known; {rows:,} rows of the ledger removed")
    except CannotRememberError as problem:
        sys.exit(str(problem))
    except duckdb.Error as problem:
        sys.exit(f"{warehouse}: {gist(str(problem))}.")


if __name__ == "__main__":
    main()
