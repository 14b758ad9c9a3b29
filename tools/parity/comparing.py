"""Compare what DuckDB and Spark published, table by table and row by row."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd

# Names a state of the inputs within one engine; each engine has its own hash function.
FINGERPRINTS = {"digest", "build_id"}
TOLERANCE = 1e-9


def differences(published: Path, spark_warehouse: Path) -> pd.DataFrame:
    """Compare every published table.

    Rows are matched on everything but doubles, which may differ by 1e-9, of the larger one where
    that is above 1: engines may add doubles in another order.

    Parameters
    ----------
    published : Path
        The file that DuckDB published.
    spark_warehouse : Path
        The folder of Spark's tables; the build of the same day is compared.

    Returns
    -------
    DataFrame
        One row per table: table_name, row_count, only_duckdb, only_spark, and largest_difference
        of a double among the matched rows.

    Raises
    ------
    ValueError
        Where Spark has not published the day that DuckDB has.
    """
    connection = duckdb.connect()
    connection.execute("set TimeZone = 'UTC'")
    connection.execute(f"attach '{published}' as here (read_only)")
    listed = connection.execute(
        "select table_name, as_of_date from here.main.published_tables order by table_name"
    ).fetchall()
    builds = spark_warehouse / "published_builds.db"
    build = build_of(connection, builds / "published_tables", listed[0][1])
    rows = []
    for table, _ in listed:
        files = builds / table.split(".")[-1] / f"build_id={build}" / "*.parquet"
        rows.append({"table_name": table, **compared(connection, f"here.{table}", files)})
    return pd.DataFrame(rows)


def build_of(connection: duckdb.DuckDBPyConnection, listing: Path, as_of_date: object) -> str:
    """The build that Spark published last for a day."""
    found = connection.execute(
        f"select distinct build_id from read_parquet('{listing}/*/*.parquet', "
        "hive_partitioning = true) where as_of_date = ?",
        [as_of_date],
    ).fetchall()
    if len(found) != 1:
        raise ValueError(f"{listing}: {len(found)} builds of {as_of_date}; build that day.")
    return str(found[0][0])


def compared(connection: duckdb.DuckDBPyConnection, table: str, files: Path) -> dict:
    """Match the rows of one table with those in Parquet files."""
    # Spark writes no file for a partition without a row.
    is_empty = not any(files.parent.glob(files.name))
    there = (
        f"(select * from {table} limit 0)"
        if is_empty
        else f"read_parquet('{files}', hive_partitioning = false)"
    )
    columns = connection.execute(f"describe {table}").fetchall()
    names = [name for name, *_ in columns if name not in FINGERPRINTS]
    other = {name for name, *_ in connection.execute(f"describe select * from {there}").fetchall()}
    if missing := set(names) ^ (other - FINGERPRINTS):
        raise ValueError(f"{table}: the engines differ in the columns {sorted(missing)}.")
    doubles = [name for name, kind, *_ in columns if kind in ("DOUBLE", "FLOAT")]
    exact = [name for name in names if name not in doubles]
    kinds = {name: kind for name, kind, *_ in columns}

    def side(source: str) -> str:
        typed = ", ".join(f'cast("{name}" as {kinds[name]}) as "{name}"' for name in names)
        order = ", ".join(f'"{name}"' for name in [*exact, *doubles])
        keys = ", ".join(f'"{name}"' for name in exact)
        return (
            f"(select *, row_number() over (partition by {keys} order by {order}) as copy_number "
            f"from (select {typed} from {source}))"
        )

    on = " and ".join(
        f'here_rows."{name}" is not distinct from there_rows."{name}"'
        for name in [*exact, "copy_number"]
    )
    gaps = [
        f'case when here_rows."{name}" is null and there_rows."{name}" is null then 0 '
        f'else coalesce(abs(here_rows."{name}" - there_rows."{name}") '
        f"/ greatest(1, abs(here_rows.\"{name}\")), 'infinity') end"
        for name in doubles
    ]
    gap = f"greatest({', '.join(gaps)})" if gaps else "0.0"
    only_here, only_there, matched, far, largest = connection.execute(
        f"""
        select
            count(*) filter (where copy_there is null),
            count(*) filter (where copy_here is null),
            count(gap),
            count(*) filter (where gap > {TOLERANCE}),
            max(gap)
        from (
            select
                here_rows.copy_number as copy_here,
                there_rows.copy_number as copy_there,
                case when here_rows.copy_number = there_rows.copy_number then {gap} end as gap
            from {side(table)} as here_rows
            full outer join {side(there)} as there_rows on {on}
        ) as pairs
        """
    ).fetchall()[0]
    return {
        "row_count": matched + only_here,
        "only_duckdb": only_here + far,
        "only_spark": only_there + far,
        "largest_difference": largest,
    }
