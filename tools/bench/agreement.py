"""Compare what the contenders of the core job found: customers, segments and who is in which."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import duckdb
from sklearn.metrics import adjusted_rand_score


def main(warehouse: Path, pandas_folder: Path, polars_folder: Path) -> None:
    """Print, for each contender, its customers, segments and agreement with pandas."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        found = connection.execute(
            """
            select
                centroid.segment_id as centroid,
                pandas.segment_id as pandas,
                polars.segment_id as polars
            from segments.customer_segments as centroid
            full join read_parquet($pandas) as pandas
                on centroid.customer_id = cast(pandas.customer_id as varchar)
            full join read_parquet($polars) as polars
                on pandas.customer_id = polars.customer_id
            """,
            {
                "pandas": str(pandas_folder / "segments.parquet"),
                "polars": str(polars_folder / "segments.parquet"),
            },
        ).df()
    # Customers who only ever returned goods have no purchase and, with Centroid, no segment.
    both = found.dropna()
    print(
        json.dumps(
            {
                name: {
                    "customers": int(found[name].count()),
                    "segments": int(found[name].nunique()),
                    "agreement": round(adjusted_rand_score(both["pandas"], both[name]), 3),
                }
                for name in ("centroid", "pandas", "polars")
            }
        )
    )


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
