"""The recipe with polars and scikit-learn."""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

from tools.bench.clustering import Stages, segment

FEATURES = ["recency_days", "order_count", "revenue", "average_order_value", "product_count"]


def main(lines_path: Path, folder: Path, runs: int) -> None:
    """Read a folder of order lines, write `segments.parquet` and `profiles.parquet` to another."""
    stages = Stages()
    with stages.stage("features"):
        customers = (
            pl.scan_parquet(lines_path / "*.parquet")
            .group_by("customer_id")
            .agg(
                last_order=pl.col("ordered_at").max(),
                order_count=pl.col("order_id").n_unique(),
                revenue=pl.col("amount").sum(),
                product_count=pl.col("product_id").n_unique(),
            )
            .with_columns(
                recency_days=(
                    pl.col("last_order").max().dt.date() - pl.col("last_order").dt.date()
                ).dt.total_days(),
                average_order_value=pl.col("revenue") / pl.col("order_count"),
            )
            .drop("last_order")
            # The engine delivers groups in any order; k-means starts from row numbers.
            .sort("customer_id")
            .collect(engine="streaming")
        )
    with stages.stage("fit and assign"):
        count, labels = segment(
            customers.select(FEATURES).cast(pl.Float64).to_numpy(order="c"), runs
        )
        customers = customers.with_columns(segment_id=pl.Series(labels) + 1)
        customers.write_parquet(folder / "segments.parquet")
    with stages.stage("profile"):
        customers.group_by("segment_id").agg(
            pl.col(FEATURES).mean().name.suffix("_mean"),
            pl.col(FEATURES).median().name.suffix("_median"),
            customer_share=pl.len() / len(customers),
        ).sort("segment_id").write_parquet(folder / "profiles.parquet")
    stages.print(customers=len(customers), segments=count)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
