"""Both engines build a small shop, with every kind of segmentation, on two consecutive days."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import timedelta
from itertools import cycle
from pathlib import Path

import duckdb
import pytest
from harness import HOSTILE, NO_TESTS, Project, Stage, write_csv
from readings import ZONE, misread

from tools import generator
from tools.parity.comparing import compared, differences

pytestmark = pytest.mark.spark
DAYS = [str(generator.LAST_DAY - timedelta(days=1)), str(generator.LAST_DAY)]
FEATURES = ["recency_days", "order_count_365d", "net_revenue_365d"]
SEGMENTATIONS = [
    {
        "name": "value",
        "segments": {"min": 2, "max": 3},
        "features": FEATURES,
        "micro_segments": {"target_size": 60, "minimum_size": 20},
    },
    {
        "name": "style",
        "algorithm": "gaussian_mixture",
        # As many slots and features as people declare: what Spark plans grows with both.
        "segments": {"min": 2, "max": 6},
        "population": "order_count_365d >= 2",
        "features": [
            "discount_share_365d",
            "private_label_share_365d",
            "recency_days",
            "weekend_order_share_365d",
            "engagement_score",
            "area_median_income",
        ],
        "transforms": {"recency_days": "quantile"},
        "encode": {"loyalty_status": ["gold"]},
    },
    {
        "name": "tree",
        "algorithm": "hierarchical",
        "segments": {"min": 2, "max": 3},
        "population": "order_count_365d >= 1",
        "features": FEATURES,
    },
]
# On a few hundred rows the time goes into compiling queries to bytecode and into planning again.
SETTINGS = {
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
}
# Months with both sides of every window; the time goes with the months.
MONTHS = ["2024-03", "2025-02", "2025-03", "2025-12", "2026-01", "2026-02", "2026-03"]
DATED = {
    "campaign_contacts": "contacted_at",
    "campaign_responses": "responded_at",
    "reviews": "reviewed_at",
    "support_tickets": "opened_at",
}
MORE_OF_CUSTOMERS = ["full_name", "date_of_birth", "loyalty_status"]
AREA_COLUMNS = ["area", "attribute", "value", "source", "dated_at"]
AREAS = [
    ("North", "median_income", "31000.5", "census", "2024-01-01"),
    ("North", "median_income", "33000", "census", "2026-03-18"),
    ("West", "median_income", "28000", "", ""),
    ("West", "climate", "mild", "a guess", "2025-05-05"),
]
# Models, tests and unit tests that Spark does not build; docs/decisions/0012 gives the reasons.
NOT_ON_SPARK: set[str] = set()


def ran(project: Project) -> set[str]:
    """What the last command of a project ran; all of it succeeded."""
    results = json.loads(project.file("target/run_results.json").read_text())["results"]
    assert not [r for r in results if r["status"] not in ("success", "pass", "no-op")]
    return {result["unique_id"] for result in results}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """The shop's files; its customers are a CSV with hostile names and a row that is refused."""
    folder = tmp_path_factory.mktemp("spark") / "shop"
    generator.generate(folder, lines=24_000, customers=400, signals=0.6)
    for file in folder.glob("*/*.parquet"):
        if file.stem not in MONTHS:
            file.unlink()
    for name, time in DATED.items():
        file = folder / f"{name}.parquet"
        kept = file.with_suffix(".kept")
        in_months = f"strftime({time}, '%Y-%m') in {(*MONTHS,)}"
        duckdb.from_parquet(str(file)).filter(in_months).write_parquet(str(kept))
        kept.replace(file)
    customers = duckdb.read_parquet(str(folder / "customers.parquet"))
    # Spark reads a CRLF within quotes as LF.
    names = cycle(name for name in HOSTILE if "\r" not in name)
    rows = [
        (*row, name, f"{1930 + number % 80}-0{1 + number % 9}-19", ["gold", "", "blue"][number % 3])
        for number, (row, name) in enumerate(zip(customers.fetchall(), names, strict=False))
    ]
    bad = ("", *rows[0][1:4], 'a "customer",\nwithout an id', "", "")
    write_csv(folder / "customers.csv", [*customers.columns, *MORE_OF_CUSTOMERS], [*rows, bad])
    write_csv(folder / "area_attributes.csv", AREA_COLUMNS, AREAS)
    return folder


@pytest.fixture(scope="module")
def spark_stage(tmp_path_factory) -> Iterator[Stage]:
    """Where one Spark session runs all commands."""
    stage = Stage(tmp_path_factory.mktemp("spark stage"), is_lasting=True)
    yield stage
    stage.close()


@pytest.fixture(scope="module")
def engines(stage: Stage, spark_stage: Stage, folder: Path) -> dict[str, Project]:
    """A project per engine, built on both days.

    What `differences` found on each day is kept in `differences`.
    """
    inputs = generator.inputs(folder, signals=True)
    inputs["customers"]["path"] = str(folder / "customers.csv")
    inputs["customers"]["columns"] |= {name: name for name in MORE_OF_CUSTOMERS}
    inputs["area_attributes"] = {
        "path": str(folder / "area_attributes.csv"),
        "columns": {name: name for name in AREA_COLUMNS},
    }
    variables = {
        "inputs": inputs,
        "segmentations": SEGMENTATIONS,
        "area_features": ["median_income"],
        "history_months": 4,
    }
    engines = {
        "duckdb": stage.project("on duckdb", variables),
        "spark": spark_stage.project("on spark", variables),
    }
    spark = engines["spark"]
    spark.file("spark").mkdir()
    settings = " ".join(f"--conf {name}={value}" for name, value in SETTINGS.items())
    spark.environment = {
        "CENTROID_SPARK_WAREHOUSE": str(spark.file("spark")),
        "CENTROID_SPARK_PARTITIONS": "1",
        "PYSPARK_SUBMIT_ARGS": f"{settings} pyspark-shell",
    }
    spark.differences = {}
    for day in DAYS:
        for name, project in engines.items():
            command = ("--write-json", "build", *NO_TESTS, "--target", name)
            project.dbt(*command, as_of_date=day).succeeded()
            project.ran = ran(project)
        spark.differences[day] = differences(engines["duckdb"].published, spark.file("spark"))
    return engines


@pytest.mark.parametrize("day", DAYS)
def test_both_engines_publish_the_same(engines, day):
    found = engines["spark"].differences[day]
    assert found.only_duckdb.sum() + found.only_spark.sum() == 0, found.to_string()
    assert len(found) == 66
    # Only those that show seeds, which are empty as shipped.
    empty = set(found.table_name[found.row_count == 0])
    assert empty == {*("history.events", "history.target_months", "segments.erased_customers")}, (
        found.to_string()
    )


def test_a_difference_is_found(engines, tmp_path):
    spark = engines["spark"].file("spark")
    planted = {
        "segments.customer_segments": "update {} set distance = distance + 1e-6 "
        "where customer_id = (select min(customer_id) from {})",
        "segments.segments": "update {} set segment_name = 'Another' where segment_id = 1",
        "activation.customer_360": "delete from {} "
        "where customer_id = (select min(customer_id) from {})",
        "features.customer_features": "update {} set net_revenue = net_revenue + 0.01 "
        "where customer_id = (select min(customer_id) from {})",
    }
    file = tmp_path / "published.duckdb"
    shutil.copyfile(engines["duckdb"].published, file)
    with duckdb.connect(str(file)) as connection:
        for table, statement in planted.items():
            connection.execute(statement.replace("{}", table))
    found = differences(file, spark).set_index("table_name")
    wrong = found[(found.only_duckdb > 0) | (found.only_spark > 0)]
    assert set(wrong.index) == set(planted)
    assert wrong.only_duckdb["activation.customer_360"] == 0


def test_every_model_runs_on_both_engines(engines):
    assert len(engines["spark"].ran) > 100
    assert engines["duckdb"].ran - engines["spark"].ran == NOT_ON_SPARK
    assert engines["spark"].ran <= engines["duckdb"].ran


@pytest.mark.long
def test_every_test_and_unit_test_passes_on_both_engines(engines):
    tested = {}
    for name, project in engines.items():
        command = ("--write-json", "test", "--target", name)
        project.dbt(*command, as_of_date=DAYS[-1]).succeeded()
        tested[name] = ran(project)
    assert {test.split(".")[0] for test in tested["spark"]} == {"test", "unit_test"}
    assert tested["duckdb"] == tested["spark"]


def test_a_csv_is_read_the_same(engines):
    stored = engines["spark"].file("spark") / "inputs.db"
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(f"attach '{engines['duckdb'].warehouse}' as here (read_only)")
        refused, refused_by_spark = (
            connection.execute(
                "select input, row_key, rejection_reason, rejected_row "
                f"from {relation} where input = 'customers'"
            ).fetchall()
            for relation in (
                "here.inputs.rejected_rows",
                f"read_parquet('{stored / 'rejected_rows'}/*.parquet')",
            )
        )
        names = connection.execute("select full_name from here.inputs.stg_customers").fetchall()
        files = stored / "checked_customers" / "*.parquet"
        found = compared(connection, "here.inputs.checked_customers", files)
    assert found["row_count"] > 0
    assert found["only_duckdb"] == found["only_spark"] == 0, found
    assert refused == refused_by_spark
    assert [(row[0], row[2]) for row in refused] == [("customers", "missing_customer_id")]
    assert 'a \\"customer\\",\\nwithout an id' in refused[0][3]
    assert {"a\nb", '"quoted"', "\\", "naïve"} <= {name for (name,) in names}


def test_texts_are_read_the_same(engines):
    command = ("show", "--inline", misread(), "--limit", "1000", "--output", "json")
    shown = engines["spark"].dbt(*command, "--target", "spark", time_zone=ZONE).succeeded()
    assert '"show": []' in shown.output, shown.output
