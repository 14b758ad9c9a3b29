"""Say in a few lines what the last build published and where."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import duckdb


def summary(published: Path) -> str:
    """Describe a published file.

    Parameters
    ----------
    published : Path
        The file that the publish step wrote.

    Returns
    -------
    str
        A few lines: where, as of when, the segments and their sizes, how many rows were refused.
    """
    with duckdb.connect(str(published), read_only=True) as connection:
        tables, as_of, build = connection.execute(
            "select count(*), max(as_of_date), max(build_id) from published_tables"
        ).fetchall()[0]
        customers = connection.execute("select count(*) from activation.customer_360").fetchall()
        segments = connection.execute(
            "select segmentation, segment_id, segment_name, customer_count, customer_share, "
            "revenue_share from segments.segments order by segmentation, segment_id"
        ).fetchall()
    lines = [
        f"Published {published}: {tables} tables, {customers[0][0]:,} customers as of {as_of}, "
        f"build {build}."
    ]
    width = max((len(row[2]) for row in segments), default=0)
    for segmentation, number, name, size, share, revenue in segments:
        lines.append(
            f"  {segmentation} {number}  {name:<{width}}  {size:>9,} customers  "
            f"{share:>5.1%} of customers  {revenue or 0:>5.1%} of revenue"
        )
    return "\n".join(lines)


def main() -> None:
    """Print the summary of the published file, wherever this project publishes."""
    published = Path(os.environ.get("CENTROID_PUBLISHED", "warehouse/published.duckdb"))
    if not published.exists():
        sys.exit(f"{published}: nothing is published yet; run `dbt build`.")
    print(summary(published))


if __name__ == "__main__":
    main()
