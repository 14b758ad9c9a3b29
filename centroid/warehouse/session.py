"""The few operations that differ between a DuckDB connection and a Spark session."""

from __future__ import annotations

from typing import Any

import pandas as pd


def is_spark(thing: Any) -> bool:
    """Whether a session or relation is Spark's; works without Spark installed."""
    return type(thing).__module__.startswith("pyspark.")


def to_pandas(relation: Any) -> pd.DataFrame:
    """A relation as a pandas frame: dates as timestamps, decimals as doubles, on both engines."""
    return spark_to_pandas(relation) if is_spark(relation) else relation.df()


def read_table(session: Any, database: str | None, schema: str, name: str) -> pd.DataFrame | None:
    """A table by name, or None if it does not exist yet."""
    if is_spark(session):
        full_name = f"{schema}.{name}"
        found = session.catalog.tableExists(full_name)
        return spark_to_pandas(session.table(full_name)) if found else None
    found = session.execute(
        "select 1 from information_schema.tables "
        "where table_catalog = ? and table_schema = ? and table_name = ?",
        [database, schema, name],
    ).fetchall()
    if not found:
        return None
    return session.sql(f'select * from "{database}"."{schema}"."{name}"').df()


def read_columns(relation: Any, names: list[str], condition: str) -> pd.DataFrame:
    """The named columns, as far as the relation has them, of the rows that meet a condition."""
    present = [name for name in names if name in relation.columns]
    return to_pandas(relation.filter(condition).select(*present))


def spark_to_pandas(frame: Any) -> pd.DataFrame:
    """A Spark frame as pandas, with the dtypes that DuckDB gives."""
    import pyarrow as pa

    table = frame.toArrow()
    fields = []
    for field in table.schema:
        kind = field.type
        if pa.types.is_decimal(kind):
            kind = pa.float64()
        elif pa.types.is_date(kind) or pa.types.is_timestamp(kind):
            kind = pa.timestamp("us")
        fields.append(field.with_type(kind))
    return table.cast(pa.schema(fields)).to_pandas()
