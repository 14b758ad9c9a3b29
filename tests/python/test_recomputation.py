"""Every feature of every customer against a recomputation that shares no code with the project."""

from __future__ import annotations

import csv
from datetime import date

import polars as pl
import pytest
from disturbed_shop import MONTH_END, TODAY, write_shop
from harness import NO_TESTS, ROOT, Project, Stage
from recomputation import COUNTS, STEPS, recomputed

KEYS = {"customer_id", "as_of_date", "digest"}


@pytest.fixture(scope="module")
def groups() -> dict[str, str]:
    """The group of each category that has one."""
    with (ROOT / "seeds" / "category_groups.csv").open() as file:
        return {row["category"]: row["category_group"] for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> dict[str, pl.DataFrame]:
    """The inputs, and the folder that they lie in."""
    folder = tmp_path_factory.mktemp("disturbed")
    return {"folder": folder, **write_shop(folder)}


@pytest.fixture(scope="module")
def built(stage: Stage, shop: dict) -> Project:
    """A build of the features of the shop."""
    inputs = {
        name: {
            "path": str(shop["folder"] / f"{name}.parquet"),
            "columns": {column: column for column in shop[name].columns if column not in UNREAD},
        }
        for name in ("order_lines", "products", "customers", "campaign_responses")
    }
    project = stage.project(
        "recomputed", {"inputs": inputs, "as_of_date": f"{TODAY}", "history_months": 1}
    )
    project.dbt("build", "--select", "+customer_features", *NO_TESTS).succeeded()
    return project


UNREAD = {"line_number", "price"}


def features(project: Project, as_of: date) -> pl.DataFrame:
    """What the build says of one date, with amounts in ten-thousandths."""
    file = project.file(f"{as_of}.parquet")
    with project.connection() as connection:
        rows = f"from features.wide_features where as_of_date = date '{as_of}'"
        connection.sql(rows).write_parquet(str(file))
    found = pl.read_parquet(file)
    assert found["as_of_date"].unique().to_list() == [as_of]
    return found.with_columns((pl.col(pl.Decimal) * STEPS).cast(pl.Int64)).sort("customer_id")


@pytest.fixture(scope="module", params=[TODAY, MONTH_END], ids=["today", "month end"])
def both(request, built: Project, shop: dict, groups: dict) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The features of one date: as built, and as recomputed."""
    expected = recomputed(shop, groups, TODAY, request.param).sort("customer_id")
    return features(built, request.param), expected


def is_equal(name: str, dtype: pl.DataType) -> pl.Expr:
    """Whether `found` and `expected` are equal, doubles to 1e-9 of themselves; null equals null."""
    found, expected = pl.col("found"), pl.col("expected")
    if dtype != pl.Float64:
        return found.eq_missing(expected)
    near = (found - expected).abs() <= 1e-9 * expected.abs()
    if "_variation" in name:
        # A variance is the difference of two squares, and a double has 16 digits of each.
        near |= (found**2 - expected**2).abs() <= 1e-15
    return found.eq_missing(expected) | near.fill_null(False)


def test_every_feature_of_every_customer_is_as_recomputed(both):
    """Counts, amounts, text and who is known exactly, doubles but for their last digits."""
    found, expected = both
    assert found["customer_id"].to_list() == expected["customer_id"].to_list()
    assert set(found.columns) - KEYS == set(expected.columns) - KEYS
    differing = {}
    for name in sorted(set(expected.columns) - KEYS):
        pairs = pl.DataFrame(
            {"customer": found["customer_id"], "found": found[name], "expected": expected[name]}
        )
        wrong = pairs.filter(~is_equal(name, found.schema[name]))
        if len(wrong):
            differing[name] = (len(wrong), wrong.head(3).rows())
    assert not differing, "\n".join(f"{name}: {what}" for name, what in differing.items())


def test_every_feature_varies_and_is_null_where_it_can_be(both):
    """The comparison would pass on empty columns."""
    found, _ = both
    for name in set(found.columns) - KEYS:
        assert found[name].drop_nulls().n_unique() >= 2, name
        is_never_null = name in COUNTS or name == "lifecycle_stage"
        assert (found[name].null_count() == 0) == is_never_null, name
    assert found["lifecycle_stage"].n_unique() == 6
