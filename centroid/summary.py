"""Say in a few lines what the last build published and where."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import duckdb

from centroid.errors import gist
from centroid.publishing.path import published_path


def summary(published: Path, warehouse: Path) -> str:
    """Describe a published file.

    Parameters
    ----------
    published : Path
        The file that the publish step wrote.
    warehouse : Path
        The file it was written from.

    Returns
    -------
    str
        A few lines: where, as of when, the segments and their sizes, what to know of a
        segmentation before reading it, how many rows were rejected.
    """
    with duckdb.connect(str(published), read_only=True) as connection:
        tables, as_of, build, is_look = connection.execute(
            "select count(*), max(as_of_date), max(build_id), bool_or(is_look) "
            "from published_tables"
        ).fetchall()[0]
        customers = connection.execute("select count(*) from activation.customer_360").fetchall()
        segments = connection.execute(
            "select segmentation, segment_id, segment_name, customer_count, customer_share, "
            "revenue_share from segments.segments order by segmentation, segment_id"
        ).fetchall()
        doubtful = connection.execute(
            "select segmentation, outside_population_count, separation, silhouette, status "
            "from segments.segmentations where outside_population_count > 0 "
            "or separation = 'poor' or status = 'below_gates' order by segmentation"
        ).fetchall()
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        prefix = prefix_of(connection, build)
        rejected = connection.execute(
            "select input, sum(row_count) filter (finding = 'rows_given') as given, "
            "given - sum(row_count) filter (finding = 'rows_kept') as rejected "
            f'from "{prefix}inputs".input_findings group by input having rejected > 0 '
            "order by input"
        ).fetchall()
        left_out = connection.execute(
            f'select distinct fits.reason from "{prefix}fits".segmentation_fits as fits '
            f'inner join "{prefix}fits".segmentation_specs as specs '
            "using (segmentation, spec_hash) "
            "where fits.status = 'skipped' order by 1"
        ).fetchall()
    lines = [
        f"Published {published}: {tables} tables, {customers[0][0]:,} customers as of {as_of}, "
        f"build {build}."
    ]
    if is_look:
        lines.append(
            "  This is a look at an earlier day than the last one published; the next ordinary "
            "build replaces it."
        )
    named = max((len(row[0]) for row in segments), default=0)
    width = max((len(row[2]) for row in segments), default=0)
    for segmentation, number, name, size, share, revenue in segments:
        lines.append(
            f"  {segmentation:<{named}} {number:>2}  {name:<{width}}  {size:>9,} customers  "
            f"{share:>5.1%} of customers  {round(revenue or 0, 3) + 0.0:>5.1%} of revenue"
        )
    for segmentation, outside, separation, silhouette, status in doubtful:
        notes = []
        if status == "below_gates":
            notes.append("no number of segments passed its gates, so they are provisional")
        if separation == "poor":
            notes.append(f"its segments run into each other (silhouette {silhouette:.2f})")
        if outside:
            notes.append(f"{outside:,} customers are outside of its population")
        lines.append(f"  {segmentation}: {'; '.join(notes)}.")
    lines.extend(f"  {reason}" for (reason,) in left_out)
    for name, given, count in rejected:
        lines.append(
            f"  {name}: {count:,} of {given:,} rows rejected; {prefix}inputs.rejected_rows in "
            f"{warehouse} says why."
        )
    return "\n".join(lines)


def prefix_of(warehouse: duckdb.DuckDBPyConnection, build: str) -> str:
    """The prefix of the schemas in the warehouse that a build was published from."""
    schemas = warehouse.execute(
        "select table_schema from information_schema.tables "
        "where table_name = 'published_tables' order by 1"
    ).fetchall()
    for (schema,) in schemas:
        listed = warehouse.execute(f'select build_id from "{schema}".published_tables limit 1')
        if listed.fetchall() == [(build,)]:
            return schema.removesuffix("publish")
    return ""


def main() -> None:
    """Print the summary of the published file, wherever this project publishes."""
    published = Path(published_path())
    warehouse = Path(os.environ.get("CENTROID_WAREHOUSE", "warehouse/centroid.duckdb"))
    if not published.exists():
        sys.exit(f"{published}: nothing is published yet; run `dbt build`.")
    if not warehouse.exists():
        sys.exit(f"{warehouse}: the warehouse of {published} is gone; run `dbt build`.")
    try:
        print(summary(published, warehouse))
    except duckdb.Error as error:
        sys.exit(f"{gist(str(error))}; let other builds end, then `python -m centroid.summary`.")


if __name__ == "__main__":
    main()
