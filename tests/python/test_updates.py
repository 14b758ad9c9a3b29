"""A warehouse of an earlier version goes on: what it learned is kept, the rest is rebuilt."""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb
import pytest
import yaml
from harness import NO_TESTS, ROOT, Project, Stage

# The demo's fits and cut-points, as version 0.1.0 wrote them on 2026-11-28.
EARLIER = Path(__file__).with_name("earlier")
TYPES = {
    "fit_registry": "fit_id varchar, segmentation varchar, record varchar, segment_count bigint, "
    "segment_id bigint, item bigint, component bigint, feature varchar, measure varchar, "
    "value double, text varchar",
    "rfm_cut_points": "as_of_date date, settings_digest varchar, score varchar, feature varchar, "
    "cut_number bigint, cut_point double, customer_count bigint",
}
# As it was declared then.
VALUE = {
    "name": "value",
    "algorithm": "kmeans",
    "segments": {"min": 4, "max": 8},
    "population": "order_count >= 1",
    "features": [
        "recency_days",
        "order_count_365d",
        "net_revenue_365d",
        "average_order_value_365d",
        "revenue_trend_90d",
    ],
    "refit_every_days": 90,
}


@pytest.fixture(scope="module")
def updated(stage: Stage) -> Project:
    """The demo over a warehouse with the earlier fits, cut-points and a table of other columns."""
    declared = yaml.safe_load((ROOT / "dbt_project.yml").read_text())["vars"]["segmentations"]
    with (EARLIER / "fit_registry.csv").open() as file:
        known = {row["segmentation"] for row in csv.DictReader(file)}
    earlier = [spec for spec in declared if spec["name"] in known - {"value"}]
    earlier.append(VALUE)
    assert len(earlier) == len(known) == 3
    project = stage.project("earlier version", {"segmentations": earlier})
    with duckdb.connect(str(project.warehouse)) as connection:
        connection.execute("create schema fits; create schema features")
        for table, columns in TYPES.items():
            connection.execute(f"create table fits.{table} ({columns})")
            connection.execute(f"copy fits.{table} from '{EARLIER / table}.csv' (header)")
        connection.execute(
            "create table features.return_features as select 'nobody' as customer_id, "
            "date '2017-12-31' as as_of_date, 'an earlier state' as built_from"
        )
    project.built = project.dbt("build", *NO_TESTS, "--select", "+customer_segments").succeeded()
    return project


@pytest.mark.parametrize("table", TYPES)
def test_what_was_learned_is_kept(updated, table):
    earlier = f"read_csv('{EARLIER / table}.csv', header = true)"
    with duckdb.connect() as connection:
        connection.execute(f"create table earlier ({TYPES[table]})")
        connection.execute(f"insert into earlier from {earlier}")
        expected = connection.execute("from earlier order by all").fetchall()
    assert updated.query(f"from fits.{table} order by all") == expected


def test_nothing_is_fitted_again_and_the_earlier_fits_score(updated):
    assert "Fitting segmentation" not in updated.built.output
    fits = "select distinct fit_id from segments.customer_segments order by all"
    assert updated.query(fits) == updated.query(
        "select distinct fit_id from fits.fit_registry where record = 'fit' order by all"
    )


def test_a_table_of_other_columns_is_rebuilt(updated):
    customers = "select count(*) > 0, bool_or(customer_id = 'nobody') from features.return_features"
    assert updated.query(customers) == [(True, False)]
