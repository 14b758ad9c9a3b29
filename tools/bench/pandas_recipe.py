"""The recipe with pandas and scikit-learn, as a competent analyst writes it."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from tools.bench.clustering import Stages, segment

FEATURES = ["recency_days", "order_count", "revenue", "average_order_value", "product_count"]


def main(lines_path: Path, folder: Path, runs: int) -> None:
    """Read a folder of order lines, write `segments.parquet` and `profiles.parquet` to another."""
    stages = Stages()
    with stages.stage("features"):
        lines = pd.read_parquet(
            lines_path,
            columns=["order_id", "customer_id", "ordered_at", "amount", "product_id"],
        )
        customers = lines.groupby("customer_id").agg(
            last_order=("ordered_at", "max"),
            order_count=("order_id", "nunique"),
            revenue=("amount", "sum"),
            product_count=("product_id", "nunique"),
        )
        today = lines["ordered_at"].max().normalize()
        del lines
        customers["recency_days"] = (today - customers.pop("last_order").dt.normalize()).dt.days
        customers["average_order_value"] = customers["revenue"] / customers["order_count"]
    with stages.stage("fit and assign"):
        count, labels = segment(customers[FEATURES].to_numpy(dtype=float), runs)
        customers["segment_id"] = labels + 1
        customers.to_parquet(folder / "segments.parquet")
    with stages.stage("profile"):
        groups = customers.groupby("segment_id")
        profiles = groups[FEATURES].agg(["mean", "median"])
        profiles.columns = ["_".join(names) for names in profiles.columns]
        profiles["customer_share"] = groups.size() / len(customers)
        profiles.to_parquet(folder / "profiles.parquet")
    stages.print(customers=len(customers), segments=count)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
