"""Publish on Spark: each build is a partition, and one view names the current build."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from centroid.publishing.file import build_id

# Tables with a partition per build, and the views that readers query.
BUILDS = "published_builds"
VIEWS = "published"


def publish(
    session: Any,
    tables: list[str],
    latest_only: list[str],
    as_of: date,
    prefix: str = "",
    is_look: bool = False,
) -> pd.DataFrame:
    """Write the public tables as a new build, then point the readers' views at it.

    The views read `published.current_build`, a view of one row. Replacing it is one change in the
    catalog, and a query resolves it once, so a query sees the same build in all tables. The
    previous build stays for queries that are reading it; older builds are dropped.

    Parameters
    ----------
    session : SparkSession
        A session whose catalog has the tables.
    tables : list of str
        ``schema.table`` names; the views have the table's name.
    latest_only : list of str
        The tables, among `tables`, of which only the rows of `as_of` are published.
    as_of : date
        The day that the build describes.
    prefix : str
        Prefix of the schema names in the catalog, including those of the views, so that two
        targets can publish in one catalog.
    is_look : bool
        Whether a later day was published before.

    Returns
    -------
    DataFrame
        One row per table: name, row_count, as_of_date, build_id, equal for equal content, and
        is_look.

    Raises
    ------
    ValueError
        If a column has another type than in earlier builds.
    """
    builds, views = prefix + BUILDS, prefix + VIEWS
    frames = {}
    rows = []
    for table in tables:
        frame = session.table(prefix + table)
        if table in latest_only:
            frame = frame.filter(f"as_of_date = date '{as_of}'")
        count, content = frame.selectExpr(
            "count(*)", "coalesce(sum(cast(xxhash64(*) as decimal(38, 0))), 0)"
        ).collect()[0]
        frames[table] = frame
        rows.append({"table_name": table, "row_count": count, "content": str(content)})
    published = pd.DataFrame(rows)
    build = build_id(published, as_of)
    published = published.drop(columns="content").assign(
        as_of_date=pd.Timestamp(as_of), build_id=build, is_look=is_look
    )
    session.sql(f"create schema if not exists {builds}")
    session.sql(f"create schema if not exists {views}")
    listing = session.createDataFrame(published.drop(columns="build_id")).selectExpr(
        "table_name", "row_count", "cast(as_of_date as date) as as_of_date", "is_look"
    )
    frames["published_tables"] = listing
    previous = current_build(session, views)
    for table, frame in frames.items():
        write_build(session, f"{builds}.{unqualified(table)}", frame, build)
    point_at(session, views, build)
    for table, frame in frames.items():
        show(session, prefix, unqualified(table), frame.columns)
    forget_builds(session, builds, list(frames), keep={build, previous})
    return published


def unqualified(table: str) -> str:
    """A table's name without its schema."""
    return table.split(".")[-1]


def current_build(session: Any, views: str) -> str | None:
    """The build that readers see, or None before the first."""
    view = f"{views}.current_build"
    return session.table(view).collect()[0][0] if session.catalog.tableExists(view) else None


def write_build(session: Any, target: str, frame: Any, build: str) -> None:
    """Write a table's rows as the partition of a build; nobody reads it yet."""
    data = [column for column in frame.columns if column != "build_id"]
    frame = frame.select(*data)
    if not session.catalog.tableExists(target):
        empty = frame.limit(0).selectExpr("*", "'' as build_id")
        empty.write.format("parquet").partitionBy("build_id").saveAsTable(target)
    known = {field.name: field.dataType for field in session.table(target).schema}
    for field in frame.schema:
        if field.name not in known:
            kind = field.dataType.simpleString()
            session.sql(f"alter table {target} add columns (`{field.name}` {kind})")
        elif known[field.name] != field.dataType:
            raise ValueError(
                f"published table {unqualified(target)}: column {field.name} was "
                f"{known[field.name].simpleString()} and is {field.dataType.simpleString()}; "
                f"drop {target} to publish the new type."
            )
    stored = [column for column in session.table(target).columns if column != "build_id"]
    values = [f"`{name}`" if name in data else f"null as `{name}`" for name in stored]
    view = f"fresh_{unqualified(target)}"
    frame.selectExpr(*values).createOrReplaceTempView(view)
    session.sql(
        f"insert overwrite table {target} partition (build_id = '{build}') select * from {view}"
    )
    session.catalog.dropTempView(view)


def point_at(session: Any, views: str, build: str) -> None:
    """Make a build the current one, with one change in the catalog."""
    define_view(session, f"{views}.current_build", f"select '{build}' as build_id")


def define_view(session: Any, view: str, query: str) -> None:
    """Create a view, or alter it; `create or replace` would drop it first on Spark."""
    action = "alter" if session.catalog.tableExists(view) else "create"
    session.sql(f"{action} view {view} as {query}")


def show(session: Any, prefix: str, name: str, columns: list[str]) -> None:
    """Create the view that readers query, or bring its columns up to date."""
    view = f"{prefix}{VIEWS}.{name}"
    shown = [column for column in columns if column != "build_id"]
    if name == "published_tables":
        shown.append("build_id")
    if session.catalog.tableExists(view) and session.table(view).columns == shown:
        return
    listed = ", ".join(f"`{column}`" for column in shown)
    current = f"(select build_id from {prefix}{VIEWS}.current_build)"
    stored = f"{prefix}{BUILDS}.{name}"
    define_view(session, view, f"select {listed} from {stored} where build_id = {current}")


def forget_builds(session: Any, builds: str, tables: list[str], keep: set[str | None]) -> None:
    """Drop all builds but some, of every table."""
    for table in tables:
        stored = f"{builds}.{unqualified(table)}"
        for row in session.sql(f"show partitions {stored}").collect():
            build = row[0].split("=")[1]
            if build not in keep:
                session.sql(f"alter table {stored} drop partition (build_id = '{build}')")
