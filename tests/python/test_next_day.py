"""The next day's build computes what changed, and gives what a build of everything gives."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest
from harness import NO_TESTS, Project, Stage

from tools import generator

LINES, CUSTOMERS = 120_000, 1_500
SCHEMAS = ["inputs", "features", "fits", "segments", "activation"]
FEATURES = ("--select", "+path:models/inputs", "+path:models/facts", "+path:models/features")
KEPT_BY_MONTH = [
    "inputs.checked_order_lines",
    "facts.orders",
    "facts.customer_brand_days",
    "facts.new_product_days",
    "facts.order_gaps",
]
KEPT_BY_DATE = ["features.category_features", "features.wide_features"]
LATE_LINE = (
    "select * replace (order_id + 900000000 as order_id, timestamp '2025-11-05 10:00:00' as "
    "ordered_at) from read_parquet('{file}') where quantity > 0 limit 1"
)


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> Path:
    """A generated shop, which the tests move on."""
    return tmp_path_factory.mktemp("next day") / "shop"


@pytest.fixture(scope="module")
def first_day(stage: Stage, shop: Path) -> Project:
    """A warehouse that was built on the shop's first day."""
    generator.generate(shop, LINES, CUSTOMERS)
    project = stage.project("first day", {"inputs": generator.inputs(shop)})
    project.dbt("build", *NO_TESTS).succeeded()
    return project


def mark(project: Project, table: str, part: str) -> None:
    """Put a row of nobody into every part of a table; whoever computes the part anew removes it."""
    with project.connection(read_only=False) as connection:
        connection.execute(
            f"insert into {table} select * replace ('nobody' as customer_id) from {table} "
            f"qualify row_number() over (partition by {part} order by customer_id) = 1"
        )


def unmarked(project: Project, table: str, part: str) -> list[str]:
    """The parts that nobody is in."""
    rows = project.query(
        f"select cast({part} as varchar) from {table} group by {part} "
        "having count(case when customer_id = 'nobody' then 1 end) = 0 order by all"
    )
    return [part for (part,) in rows]


def rebuilt(project: Project) -> dict:
    """What every table would be that could be computed anew."""
    project.dbt("build", *NO_TESTS, "--full-refresh").succeeded()
    return project.digests(*SCHEMAS)


def with_features(project: Project, *arguments: str) -> dict:
    """Build inputs and features; the digests of their tables."""
    project.dbt("build", *NO_TESTS, *FEATURES, *arguments).succeeded()
    return project.digests("inputs", "features")


@pytest.fixture(scope="module")
def next_day(first_day: Project, shop: Path) -> Project:
    """The warehouse a day later: late orders, changed and withdrawn lines, new customers."""
    project = first_day.copy("next day")
    generator.generate(shop, LINES, CUSTOMERS, days_after=3)
    project.dbt("build", *NO_TESTS).succeeded()
    return project


def test_the_next_day_brings_all_that_can_change(first_day, next_day):
    lines = "select count(*) from inputs.stg_order_lines where ordered_at <= '2026-03-18 23:59:59'"
    before, after = (project.query(lines)[0][0] for project in (first_day, next_day))
    rows = [
        set(project.query(f"{lines.replace('count(*)', 'order_id, product_id, amount')}"))
        for project in (first_day, next_day)
    ]
    came, went = rows[1] - rows[0], rows[0] - rows[1]
    assert came and went
    assert before != after
    customers = "select count(*) from inputs.stg_customers"
    assert next_day.query(customers) > first_day.query(customers)


def test_the_next_day_gives_what_a_full_refresh_gives(next_day):
    found = next_day.digests(*SCHEMAS)
    assert len(found) > 80
    assert rebuilt(next_day.copy("next day, full")) == found


def test_only_the_month_and_the_date_that_changed_are_computed(first_day, next_day):
    for tables, part, computed in (
        (KEPT_BY_MONTH, "ordered_month", "2026-03-01"),
        (KEPT_BY_DATE, "as_of_date", "2026-03-21"),
    ):
        project = first_day.copy(f"marked {part}")
        for table in tables:
            mark(project, table, part)
        project.dbt("build", *NO_TESTS, "--select", "+customer_features").succeeded()
        assert [unmarked(project, table, part) for table in tables] == [[computed]] * len(tables)


@pytest.mark.long
def test_days_later_a_month_end_is_new_and_late_orders_reach_it(next_day, shop):
    project = next_day.copy("days later")
    later = shop.with_name("later")
    generator.generate(later, LINES, CUSTOMERS, days_after=14)
    shutil.move(shop, shop.with_name("earlier"))
    shutil.copytree(later, shop)
    project.dbt("build", *NO_TESTS).succeeded()
    mark(project, "features.category_features", "as_of_date")
    # The first days of April, and what they bring of March.
    generator.generate(later, LINES, CUSTOMERS, days_after=15)
    shutil.rmtree(shop)
    shutil.copytree(later, shop)
    project.dbt("build", *NO_TESTS).succeeded()
    computed = unmarked(project, "features.category_features", "as_of_date")
    assert computed == ["2026-03-31", "2026-04-02"]
    with project.connection(read_only=False) as connection:
        connection.execute("delete from features.category_features where customer_id = 'nobody'")
    found = project.digests(*SCHEMAS)
    full = project.copy("days later, full")
    assert rebuilt(full) == found
    shutil.rmtree(shop)
    shutil.move(shop.with_name("earlier"), shop)


def test_lines_without_a_day_are_refused_whenever_they_come(first_day, next_day, shop):
    times = ["null", "'-infinity'", "'0044-03-15 (BC) 10:00:00'", "'0500-01-01'", "'9999-12-31'"]
    refused = [
        *(("default_ordered_at", 3), ("missing_ordered_at", 3), ("unreadable_ordered_at", 9)),
    ]
    reasons = (
        "select rejection_reason, count(*) from inputs.rejected_rows group by all order by all"
    )
    march = shop / "order_lines" / "2026-03.parquet"
    added, late = march.with_name("no day.parquet"), march.with_name("late.parquet")
    lines = " union all ".join(
        f"(select * replace (order_id + 900000000 as order_id, cast({time} as timestamp) as "
        f"ordered_at) from read_parquet('{march}') limit 3)"
        for time in times
    )
    duckdb.sql(f"copy ({lines}) to '{added}' (format parquet)")
    with_others, alone = first_day.copy("no day, others"), next_day.copy("no day, alone")
    digests = []
    for project in (with_others, alone):
        digests.append(with_features(project))
        assert project.query(reasons) == refused
    assert digests[0] == digests[1]
    # They stay while a month with days changes, and go when they are withdrawn.
    line = LATE_LINE.format(file=march).replace("2025-11-05", "2026-03-05")
    duckdb.sql(f"copy ({line}) to '{late}' (format parquet)")
    found = with_features(alone)
    assert alone.query(reasons) == refused
    assert with_features(alone.copy("no day, full"), "--full-refresh") == found
    added.unlink()
    late.unlink()
    with_features(alone)
    assert alone.query(reasons) == []
    assert alone.digests("features") == next_day.digests("features")


def test_a_first_purchase_that_comes_late_is_taken_from_the_later_month(next_day, shop):
    project = next_day.copy("late first purchase")
    new = (
        "select customer_id, product_id, min(ordered_month) as ordered_month from "
        "facts.order_items where gross_amount > 0 group by all"
    )
    (customer, product), *_ = project.query(
        f"select customer_id, product_id from ({new}) where ordered_month = '2026-02-01' "
        "order by all"
    )
    counts = (
        "select ordered_month, cast(sum(product_count) as bigint) from facts.new_product_days "
        f"where customer_id = '{customer}' group by all order by all"
    )
    before = dict(project.query(counts))
    november = shop / "order_lines" / "2025-11.parquet"
    added = november.with_name("late.parquet")
    line = LATE_LINE.format(file=november).replace(
        "* replace (", f"* replace ({customer} as customer_id, {product} as product_id, "
    )
    duckdb.sql(f"copy ({line}) to '{added}' (format parquet)")
    found = with_features(project)
    after = dict(project.query(counts))
    full = with_features(project, "--full-refresh")
    added.unlink()
    assert full == found
    assert after[date(2026, 2, 1)] == before[date(2026, 2, 1)] - 1
    assert after[date(2025, 11, 1)] == before.get(date(2025, 11, 1), 0) + 1
    assert sum(after.values()) == sum(before.values())


def test_outcomes_are_computed_again_where_an_order_of_their_90_days_comes_late(next_day, shop):
    project = next_day.copy("late outcome")
    table, select = "fits.validation_outcomes", ("--select", "+validation_outcomes")
    mark(project, table, "as_of_date")
    project.dbt("build", *NO_TESTS, *select).succeeded()
    assert unmarked(project, table, "as_of_date") == []
    january = shop / "order_lines" / "2026-01.parquet"
    added = january.with_name("late.parquet")
    line = LATE_LINE.format(file=january).replace("2025-11-05", "2026-01-05")
    duckdb.sql(f"copy ({line}) to '{added}' (format parquet)")
    project.dbt("build", *NO_TESTS, *select).succeeded()
    added.unlink()
    assert unmarked(project, table, "as_of_date") == ["2025-11-30"]


def test_a_changed_customer_changes_no_family(next_day, shop):
    project = next_day.copy("moved")
    for table in KEPT_BY_DATE:
        mark(project, table, "as_of_date")
    file = shop / "customers.parquet"
    kept = file.read_bytes()
    rows = duckdb.sql(
        f"select * replace (case when customer_id = min(customer_id) over () then 'Moon' "
        f"else region end as region) from read_parquet('{file}')"
    ).to_arrow_table()
    duckdb.sql(f"copy rows to '{file}' (format parquet)")
    assert rows.num_rows > 0
    project.dbt("build", *NO_TESTS, "--select", "+customer_features").succeeded()
    assert unmarked(project, "features.category_features", "as_of_date") == []
    moved = "select count(*) from features.wide_features where region = 'Moon'"
    assert project.query(moved)[0][0] > 5
    file.write_bytes(kept)
