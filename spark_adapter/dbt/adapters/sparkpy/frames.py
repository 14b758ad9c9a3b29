"""Write what a Python model returns."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pyarrow as pa


def written_as_table(frame: Any, session: Any, name: str, file_format: str) -> None:
    """Replace a table by a model's result, a pandas or a Spark frame.

    Parameters
    ----------
    frame : DataFrame
        Of pandas or Spark. Each column's type follows the frame's dtypes, also where it has no
        row: an object column of nothing but nulls is text.
    session : SparkSession
        Where the table is written.
    name : str
        ``schema.table``.
    file_format : str
        parquet, delta, iceberg.
    """
    if isinstance(frame, pd.DataFrame):
        frame = session.createDataFrame(arrow_table(frame))
    frame.write.mode("overwrite").format(file_format).saveAsTable(name)


def arrow_table(frame: pd.DataFrame) -> pa.Table:
    """A pandas frame as Arrow, with a type for columns that have none."""
    table = pa.Table.from_pandas(frame, preserve_index=False)
    fields = []
    for field in table.schema:
        kind = field.type
        if pa.types.is_null(kind) or pa.types.is_large_string(kind):
            kind = pa.string()
        elif pa.types.is_timestamp(kind):
            kind = pa.timestamp("us")
        fields.append(pa.field(field.name, kind))
    return table.cast(pa.schema(fields))
