"""Every feature of every customer against a recomputation that shares no code with the project."""

from __future__ import annotations

import csv
from datetime import date

import polars as pl
import pytest
from disturbed_shop import MONTH_END, TODAY, write_shop
from harness import NO_TESTS, ROOT, Project, Stage
from recomputation import COUNTS, recomputed
from recomputed_signals import TO_ADOPT

TIERS = {
    "name": "tiers",
    "segments": 2,
    "features": ["recency_days"],
    "encode": {"loyalty_status": ["gold", "none"]},
}
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
        for name in shop
        if name != "folder"
    }
    variables = {"inputs": inputs, "as_of_date": f"{TODAY}", "history_months": 1}
    variables |= {"features_to_adopt": TO_ADOPT, "segmentations": [TIERS]}
    project = stage.project("recomputed", variables)
    project.dbt(
        "build", "--select", "+customer_features rejected_rows +segment_assignments", *NO_TESTS
    ).succeeded()
    return project


UNREAD = {"line_number", "price"}


def features(project: Project, as_of: date) -> pl.DataFrame:
    """What the build says of one date, with decimals in whole units of their last digit."""
    file = project.file(f"{as_of}.parquet")
    with project.connection() as connection:
        rows = f"from features.wide_features where as_of_date = date '{as_of}'"
        connection.sql(rows).write_parquet(str(file))
    found = pl.read_parquet(file)
    assert found["as_of_date"].unique().to_list() == [as_of]
    amounts = [name for name, kind in found.schema.items() if isinstance(kind, pl.Decimal)]
    return found.with_columns(
        (pl.col(name) * 10 ** found.schema[name].scale).cast(pl.Int64) for name in amounts
    ).sort("customer_id")


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
        is_never_null = name in COUNTS or name in {"lifecycle_stage", "engagement_score"}
        assert (found[name].null_count() == 0) == is_never_null, name
    assert found["lifecycle_stage"].n_unique() == 6


def test_visits_of_nobody_are_counted_and_are_no_errors(built):
    nobody = "from inputs.checked_web_sessions where rejection_reason = 'anonymous'"
    assert built.query(f"select count(*), count(rejected_row) {nobody}") == [(2, 0)]
    assert built.query("select count(*) from inputs.rejected_rows where input = 'web_sessions'") > [
        (9,)
    ]
    assert built.query("select * from inputs.rejected_rows where rejected_row is null") == []
    assert built.query("select * from inputs.rejected_rows where rejected_row is null") == []
    ((status, sentence),) = built.query(
        "select status, sentence from inputs.input_findings where finding = 'anonymous'"
    )
    assert status == "ok"
    assert sentence == "Rows of nobody that is known, which are counted and not used: 2 (0.050%)."


@pytest.mark.parametrize(
    ("finding", "name", "words"),
    [
        ("unknown_email_events", "email_events", "forwarded"),
        ("unknown_devices", "web_sessions", "fridge"),
        ("unknown_devices", "order_lines", "fridge"),
        ("unknown_traffic_sources", "web_sessions", "pigeon"),
        ("unknown_contact_channels", "campaign_contacts", "pigeon"),
    ],
)
def test_words_that_no_seed_knows_are_said(built, finding, name, words):
    ((status, sentence),) = built.query(
        "select status, sentence from inputs.input_findings "
        f"where finding = '{finding}' and input = '{name}'"
    )
    assert status in {"watch", "act"}
    assert sentence.endswith(f" are {words}.")


def test_an_encoded_attribute_is_compared(built):
    compared = built.query("select feature from fits.segmentation_features order by all")
    names = ["loyalty_status_is_gold", "loyalty_status_is_none", "recency_days"]
    assert [name for (name,) in compared] == names
    assert built.query(
        "select count(distinct raw_segment_id) from segments.segment_assignments"
    ) == [(2,)]
