"""How well a build's segments recover the latent types."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import duckdb

# What the types with a rhythm differ in. Who ordered once, or is gone, has no style to tell by.
SEGMENTATION = {
    "name": "latent_types",
    "description": "Who is of which latent type.",
    "segments": 5,
    "population": "order_count_365d >= 3",
    "features": [
        "order_count_365d",
        "products_per_order_365d",
        "discount_share_365d",
        "private_label_share_365d",
        "fresh_share_365d",
        "household_share_365d",
        "weekend_order_share_365d",
        "morning_order_share_365d",
        "evening_order_share_365d",
    ],
}


# Where a generated folder says who is of which type.
TYPES = {"latent_type": "latent_types.parquet", "engagement_type": "latent_engagement.parquet"}


def recovery(warehouse: Path, folder: Path, types: str = "latent_type") -> dict[str, dict]:
    """Compare the segments of a warehouse with the latent types of the folder it was built from.

    Parameters
    ----------
    warehouse, folder : Path
    types : str, default="latent_type"
        How customers buy, or ``engagement_type``: how they deal with the shop between orders.

    Returns
    -------
    dict of dict
        By segmentation: customers with a segment, segments, and agreement, the adjusted Rand index
        of segments and types: 1 where they are the same, 0 where a segment says nothing of a type.
    """
    from sklearn.metrics import adjusted_rand_score

    with duckdb.connect(str(warehouse), read_only=True) as connection:
        found = connection.execute(
            f"""
            select segments.segmentation, segments.segment_id, types.{types} as latent_type
            from segments.customer_segments as segments
            inner join read_parquet($path) as types
                on segments.customer_id = cast(types.customer_id as varchar)
            where segments.segment_id is not null
            """,
            {"path": str(folder / TYPES[types])},
        ).df()
    return {
        name: {
            "customers": len(rows),
            "segments": rows.segment_id.nunique(),
            "agreement": round(adjusted_rand_score(rows.latent_type, rows.segment_id), 3),
        }
        for name, rows in found.groupby("segmentation")
    }


if __name__ == "__main__":
    print(json.dumps(recovery(*map(Path, sys.argv[1:3]))))
