"""What differs between a DuckDB connection and a Spark session, at its smallest."""

from __future__ import annotations

from typing import Any

import pandas as pd


def to_pandas(relation: Any) -> pd.DataFrame:
    """A DuckDB relation as a pandas frame."""
    return relation.df()


def read_table(session: Any, database: str, schema: str, name: str) -> pd.DataFrame | None:
    """A table by name, or None where it does not exist (yet)."""
    found = session.execute(
        "select 1 from information_schema.tables "
        "where table_catalog = ? and table_schema = ? and table_name = ?",
        [database, schema, name],
    ).fetchall()
    if not found:
        return None
    return session.sql(f'select * from "{database}"."{schema}"."{name}"').df()


def read_columns(relation: Any, names: list[str], condition: str) -> pd.DataFrame:
    """Those of the named columns that a relation has, of the rows that meet a condition."""
    present = [name for name in names if name in relation.columns]
    return relation.filter(condition).project(", ".join(present)).df()
