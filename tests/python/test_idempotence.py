"""A repeated build changes nothing; a late order changes what it touches and nothing else."""

from __future__ import annotations

from datetime import date

import duckdb
import pandas as pd
import pytest
from harness import (
    CUSTOMER_COLUMNS,
    FOUR_COLUMNS,
    LINE_COLUMNS,
    NO_TESTS,
    PRODUCT_COLUMNS,
    ROOT,
    Project,
    Stage,
    order_lines,
    write_csv,
)

SCHEMAS = [
    *("calendar", "inputs", "facts", "features", "rfm", "fits", "segments", "activation"),
    *("history", "publish", "reference", "words", "ledger", "profiles", "monitoring"),
]
# All but the attributes of now, which are a view.
FAMILIES = sorted(
    file.stem
    for file in (ROOT / "models/features/families").glob("*.sql")
    if file.stem != "demographic_features"
    # Of the optional inputs the demo maps those of campaigns.
    and ("built_if_given" not in file.read_text() or file.stem == "campaign_features")
)


def published_rows(project: Project) -> list[tuple]:
    """What the last publish step listed: table, rows, date and build id."""
    return project.query("from publish.published_tables order by all")


def mark(project: Project, table: str, where: str = "true") -> int:
    """Put a row of nobody into every date of a table; whoever computes the date anew removes it."""
    with project.connection(read_only=False) as connection:
        connection.execute(
            f"insert into features.{table} select * replace ('nobody' as customer_id) "
            f"from features.{table} where {where} "
            "qualify row_number() over (partition by as_of_date order by customer_id) = 1"
        )
    return marks(project, table)


def marks(project: Project, table: str) -> int:
    """How many of the rows of nobody are left."""
    sql = f"select count(*) from features.{table} where customer_id = 'nobody'"
    return project.query(sql)[0][0]


@pytest.fixture(scope="module")
def rebuilt(demo: Project) -> Project:
    """The demo built a second time, with marks in every table that keeps dates."""
    project = demo.copy("rebuilt")
    project.marked = {family: mark(project, family) for family in FAMILIES}
    # Not on the dates that fits and validations come from.
    project.marked["wide_features"] = mark(
        project,
        "wide_features",
        "as_of_date not in (select as_of_date from calendar.as_of "
        "union all select as_of_date from fits.validation_fits)",
    )
    project.built = project.dbt("build", *NO_TESTS).succeeded()
    return project


@pytest.fixture(scope="module")
def before(demo: Project) -> dict:
    """Digests of everything that the first build made."""
    return demo.digests(*SCHEMAS)


def test_a_second_build_fits_nothing(demo, before, rebuilt):
    fits = {table: digest for table, digest in before.items() if table.startswith("fits.")}
    assert rebuilt.digests("fits") == fits | {"fits.new_fits": (0, 0)}
    assert fits["fits.new_fits"][0] > 0
    assert "Fitting segmentation" in demo.built.output
    assert "Fitting segmentation" not in rebuilt.built.output


def test_a_second_build_computes_no_features(rebuilt):
    assert rebuilt.marked == dict.fromkeys(FAMILIES, 12) | {"wide_features": 10}
    assert {table: marks(rebuilt, table) for table in rebuilt.marked} == rebuilt.marked


def test_a_second_build_publishes_the_same(demo, before):
    # Without marks, which the history by month would count.
    again = demo.copy("published again")
    again.dbt("build", *NO_TESTS).succeeded()
    assert published_rows(again) == published_rows(demo)
    public = {table for table, *_ in published_rows(demo) if not table.startswith("features.")}
    assert len(public) >= 8
    after = again.digests(*SCHEMAS)
    assert {table: after[table] for table in public} == {table: before[table] for table in public}


def test_a_build_from_scratch_gives_the_same_tables(demo, before, stage):
    again = stage.project("again")
    again.dbt("build", *NO_TESTS).succeeded()
    assert again.digests(*SCHEMAS) == before
    assert len(before) > 60
    assert published_rows(again) == published_rows(demo)


LATE_ORDER = ("late", "customer 3", "2024-03-20 10:00:00", "77.00")


@pytest.mark.long
def test_the_same_rows_in_parquet_have_the_same_build_id(stage):
    built = []
    for name, file in [("csv", "lines.csv"), ("parquet", "lines.parquet")]:
        mapping = {"inputs": {"order_lines": stage.mapping(file, FOUR_COLUMNS)}}
        project = stage.project(f"shop in {name}", mapping)
        lines = order_lines(range(60), date(2024, 1, 3), date(2024, 5, 20))
        write_csv(project.file("lines.csv"), FOUR_COLUMNS, lines)
        typed = (
            "select order_id, cast(customer_id as double) as customer_id, "
            f"ordered_at, amount from '{project.file('lines.csv')}' order by hash(order_id)"
        )
        duckdb.sql(typed).write_parquet(str(project.file("lines.parquet")))
        project.dbt("build", *NO_TESTS).succeeded()
        built.append(published_rows(project))
    assert built[0] == built[1]


def write_inputs(project: Project, late: bool = False, quantity: str = "1") -> None:
    """Forty customers, half a year and three products; perhaps a late order."""
    names = [f"customer {number}" for number in range(40)]
    lines = order_lines(names, date(2024, 1, 2), date(2024, 6, 10)) + [LATE_ORDER] * late
    write_csv(
        project.file("lines.csv"),
        LINE_COLUMNS,
        [(*line, quantity, f"p{number % 3}") for number, line in enumerate(lines)],
    )
    write_csv(
        project.file("customers.csv"),
        CUSTOMER_COLUMNS,
        [(name, "", "2024-01-01") for name in names],
    )
    write_csv(
        project.file("products.csv"),
        PRODUCT_COLUMNS,
        [(f"p{number}", "fruit", "own") for number in range(3)],
    )


def features(project: Project) -> pd.DataFrame:
    """The features of every customer and date."""
    return project.frame("from features.wide_features order by customer_id, as_of_date")


@pytest.fixture(scope="module")
def late(stage: Stage) -> Project:
    """A warehouse that saw an order of March only in June; features only."""
    project = stage.project("late", stage.three_inputs)
    write_inputs(project)
    project.dbt("build", *NO_TESTS, "--select", "+customer_features").succeeded()
    project.before = features(project)
    project.marked = mark(project, "spending_features")
    write_inputs(project, late=True)
    project.dbt("build", *NO_TESTS, "--select", "+customer_features").succeeded()
    return project


def test_a_late_order_gives_what_a_build_from_scratch_gives(late, stage):
    scratch = stage.project("late from scratch", stage.three_inputs)
    write_inputs(scratch, late=True)
    scratch.dbt("build", *NO_TESTS, "--select", "+customer_features").succeeded()
    pd.testing.assert_frame_equal(features(late), features(scratch), check_exact=True)


def test_a_late_order_counts_from_its_day_on_and_for_its_customer_only(late):
    keys = ["customer_id", "as_of_date"]
    both = late.before.merge(features(late), on=keys, suffixes=("_before", ""), how="outer")
    gained = both[both.order_count != both.order_count_before]
    assert set(gained.customer_id) == {"customer 3"}
    assert gained.as_of_date.dt.strftime("%m-%d").tolist() == ["03-31", "04-30", "05-31", "06-10"]
    assert (gained.order_count - gained.order_count_before == 1).all()
    assert (gained.net_revenue - gained.net_revenue_before).round(4).unique().tolist() == [77.0]


def test_a_late_order_leaves_the_dates_before_it_alone(late):
    assert late.marked == 6
    kept = late.query(
        "select as_of_date from features.spending_features where customer_id = 'nobody' "
        "order by all"
    )
    assert kept == [(date(2024, 1, 31),), (date(2024, 2, 29),)]


def test_what_has_no_row_any_more_leaves_the_table(late):
    """Without a quantity above zero no price can be compared, on any date."""
    project = late.copy("without quantities")
    assert project.query("select count(*) from features.price_features") == [(238,)]
    write_inputs(project, late=True, quantity="0")
    project.dbt("run", "--select", "+price_features").succeeded()
    assert project.query("select count(*) from features.price_features") == [(0,)]
