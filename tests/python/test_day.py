"""The day that a build describes: pauses, typing errors, days given too late, and looks back."""

from __future__ import annotations

from datetime import date, timedelta

import duckdb
from harness import FOUR_COLUMNS, NO_TESTS, Project, Stage, order_lines, write_csv

BUILT = ("build", "--exclude-resource-type", "unit_test")
TO_THE_DAY = ("build", *NO_TESTS, "--select", "+as_of")
LEARNED = ["fits.fit_registry", "fits.rfm_cut_points", "publish.builds"]


def learned(project: Project) -> dict[str, list[tuple]]:
    """What a warehouse remembers of its builds."""
    return {table: project.query(f"from {table} order by all") for table in LEARNED}


def published(project: Project, sql: str) -> list[tuple]:
    """Rows of a query of the published file."""
    with duckdb.connect(str(project.published), read_only=True) as reader:
        return reader.execute(sql).fetchall()


def test_a_look_at_an_earlier_day_leaves_nothing(small):
    project = small.copy("look")
    before, segments = learned(project), published(project, "from segments.customer_segments")
    state = "select distinct as_of_date, is_look from published_tables"
    assert published(project, state) == [(date(2024, 5, 20), False)]

    project.dbt(*BUILT, as_of_date="2024-03-31").succeeded()
    assert published(project, state) == [(date(2024, 3, 31), True)]
    assert learned(project) == before
    assert project.query("select max(ordered_on) <= date '2024-03-31' from facts.orders") == [
        (True,)
    ]
    # The fits of the later day score it: there are no others.
    assert published(
        project, "select count(distinct segment_id) > 1 from segments.customer_segments"
    ) == [(True,)]

    project.dbt(*BUILT).succeeded()
    assert published(project, state) == [(date(2024, 5, 20), False)]
    assert learned(project) == before
    assert sorted(published(project, "from segments.customer_segments")) == sorted(segments)


def test_an_earlier_day_may_be_kept(small):
    project = small.copy("kept look")
    before = learned(project)
    project.dbt(*BUILT, as_of_date="2024-03-31", keep_look=True).succeeded()
    assert published(project, "select distinct is_look from published_tables") == [(False,)]
    after = learned(project)
    assert len(after["publish.builds"]) > len(before["publish.builds"])
    assert len(after["fits.fit_registry"]) > len(before["fits.fit_registry"])


def test_the_first_build_and_every_later_day_are_ordinary(stage: Stage):
    project = stage.project("days in order", stage.four_columns)
    customers = [f"c{number}" for number in range(60)]
    lines = order_lines(customers, date(2024, 1, 3), date(2024, 5, 20))
    write_csv(project.file("lines.csv"), FOUR_COLUMNS, lines)
    for day in ("2024-04-30", "2024-05-10"):
        project.dbt(*BUILT, as_of_date=day).succeeded()
        assert published(project, "select distinct is_look from published_tables") == [(False,)]
    assert project.query("select count(distinct build_number) from publish.builds") == [(2,)]


def days_of(stage: Stage, name: str, periods: list[tuple[date, int]]) -> Project:
    """A shop with a line on each of some days in a row, in several periods."""
    project = stage.project(name, stage.four_columns)
    days = [first + timedelta(days=n) for first, count in periods for n in range(count)]
    rows = [(f"o{n}", f"c{n % 7}", day, 5) for n, day in enumerate(days)]
    write_csv(project.file("lines.csv"), FOUR_COLUMNS, rows)
    return project


def test_a_shop_that_paused_goes_on_and_says_so(stage: Stage):
    project = days_of(stage, "paused", [(date(2022, 1, 1), 100), (date(2023, 7, 1), 60)])
    printed = project.dbt("build", *NO_TESTS, "--select", "+input_findings").succeeded().output
    assert project.query("select as_of_date from calendar.as_of") == [(date(2023, 8, 29),)]
    assert "Days of the longest time without an order: 446." in printed


def test_a_few_orders_after_a_year_without_any_are_typing_errors(stage: Stage):
    project = days_of(stage, "mistyped year", [(date(2022, 1, 1), 100), (date(2032, 1, 1), 3)])
    project.dbt("build", *NO_TESTS, "--select", "+input_findings").succeeded()
    assert project.query("select as_of_date from calendar.as_of") == [(date(2022, 4, 10),)]
    assert project.query(
        "select row_count, status from inputs.input_findings where finding = 'future_ordered_at'"
    ) == [(3, "watch")]


def test_a_day_long_after_the_last_order_is_refused(stage: Stage):
    project = days_of(stage, "late day", [(date(2024, 1, 1), 50)])
    project.dbt(*TO_THE_DAY, as_of_date="2024-03-22").refused(
        "as_of_date 2024-03-22 is more than a month after the last order",
        "on 2024-02-19; correct the day, or set the var allow_late_as_of_date",
    )
    project.dbt(*TO_THE_DAY, as_of_date="2024-03-21").succeeded()
    project.dbt(*TO_THE_DAY, as_of_date="2024-12-31", allow_late_as_of_date=True).succeeded()
    assert project.query("select as_of_date, is_given from calendar.as_of") == [
        (date(2024, 12, 31), True)
    ]
