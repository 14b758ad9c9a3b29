"""Publishing on Spark: whoever reads during it sees one build, and always one."""

from __future__ import annotations

import threading
from datetime import date

import pytest

from centroid.publishing.spark import VIEWS, point_at, publish

pytestmark = pytest.mark.spark
TABLES = ["features.customers", "segments.names"]


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    """A Spark session with a catalog of its own."""
    sql = pytest.importorskip("pyspark.sql")
    folder = tmp_path_factory.mktemp("spark")
    session = (
        sql.SparkSession.builder.master("local[2]")
        .config("spark.sql.warehouse.dir", str(folder))
        .config(
            "spark.hadoop.javax.jdo.option.ConnectionURL",
            f"jdbc:derby:;databaseName={folder}/metastore;create=true",
        )
        .config("spark.driver.extraJavaOptions", f"-Dderby.stream.error.file={folder}/derby.log")
        .config("spark.sql.sources.partitionOverwriteMode", "dynamic")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.ui.enabled", "false")
        .enableHiveSupport()
        .getOrCreate()
    )
    for table in TABLES:
        session.sql(f"create schema {table.split('.')[0]}")
    yield session
    session.stop()


def build(session, day: int, columns: str = "") -> str:
    """Publish tables whose every row says the day; the id of the build."""
    for table in TABLES:
        session.sql(f"drop table if exists {table}")
        session.sql(f"create table {table} using parquet as select {day} as day{columns}")
    return publish(session, TABLES, [], date(2024, 1, day)).build_id[0]


def seen(session) -> tuple:
    """The day that each published table shows."""
    days = ("(select max(day) from published.customers)", "(select max(day) from published.names)")
    return tuple(session.sql(f"select {', '.join(days)}").collect()[0])


def test_readers_see_one_build_while_another_takes_its_place(session):
    builds = [build(session, 1), build(session, 2)]
    stop, swaps = threading.Event(), []

    def swap() -> None:
        while not stop.is_set():
            point_at(session, VIEWS, builds[len(swaps) % 2])
            swaps.append(1)

    thread = threading.Thread(target=swap)
    thread.start()
    try:
        days = [seen(session) for _ in range(60)]
    finally:
        stop.set()
        thread.join()
    assert set(days) == {(1, 1), (2, 2)}
    assert len(swaps) > 60


def test_a_new_column_is_shown_and_the_build_before_last_is_gone(session):
    build(session, 3)
    last = {build(session, 4), build(session, 5, ", 'new' as added")}
    assert seen(session) == (5, 5)
    assert session.table("published.names").columns == ["day", "added"]
    kept = session.sql("show partitions published_builds.names").collect()
    assert {row[0].split("=")[1] for row in kept} == last


def test_another_type_is_refused_in_a_sentence(session):
    build(session, 6)
    with pytest.raises(ValueError, match="column added was string and is int; drop published_"):
        build(session, 7, ", 1 as added")
    assert seen(session) == (6, 6)


def test_with_a_prefix_nothing_of_the_others_is_touched(session):
    before = build(session, 8)
    for table in TABLES:
        session.sql(f"create schema if not exists dev_{table.split('.')[0]}")
        session.sql(f"create table dev_{table} using parquet as select 9 as day")
    publish(session, TABLES, [], date(2024, 1, 9), prefix="dev_")
    assert [row[0] for row in session.sql("select day from dev_published.names").collect()] == [9]
    assert seen(session) == (8, 8)
    assert session.table("published.current_build").collect()[0][0] == before
