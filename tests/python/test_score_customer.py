"""One customer on demand, against what the build says of the same customer."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pandas as pd
import pytest
from families import FAMILIES
from harness import Project

SAME = ["segment_id", "runner_up_segment_id", "filled_feature_count", "no_segment_reason"]
NEAR = ["distance", "runner_up_distance", "posterior", "margin"]
REASONS = [f"{what}_{rank}" for rank in (1, 2, 3) for what in ("deciding_feature", "contribution")]


@pytest.fixture(scope="module")
def published(demo: Project) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published file, read-only."""
    connection = duckdb.connect(str(demo.published), read_only=True)
    yield connection
    connection.close()


def features_of(connection, count: int) -> list[dict]:
    """The features that some customers have, as a caller would give them."""
    rows = connection.sql(
        "select * exclude (as_of_date, digest) from features.wide_features "
        "where as_of_date = (select max(as_of_date) from features.wide_features) "
        f"order by md5(customer_id) limit {count}"
    ).df()
    numbers = rows.convert_dtypes().to_dict("records")
    return [
        {name: None if pd.isna(value) else value for name, value in row.items()} for row in numbers
    ]


def score(connection, features: dict) -> pd.DataFrame:
    """The rows of the table function, by segmentation."""
    given = "{" + ", ".join(f"'{name}': ?" for name in features) + "}"
    rows = connection.execute(
        f"from segments.score_customer({given})", list(features.values())
    ).df()
    return rows.set_index("segmentation")


def assert_same(found: pd.DataFrame, wanted: pd.DataFrame) -> None:
    """Whether the function says what the build says of one customer."""
    wanted = wanted.set_index("segmentation").loc[found.index]
    unknown = found.filled_features.fillna("").map(lambda names: names.count(",") + bool(names))
    is_scored = found.no_segment_reason.isna()
    found = found.assign(filled_feature_count=unknown.where(is_scored, 0))
    for column in SAME:
        pd.testing.assert_series_equal(found[column], wanted[column], check_dtype=False)
    for column in [*NEAR, *REASONS]:
        if column in wanted:
            pd.testing.assert_series_equal(
                found[column], wanted[column], check_dtype=False, rtol=0, atol=1e-9
            )


def test_the_function_says_what_customer_segments_says(demo, published):
    checked = 0
    with demo.connection() as connection:
        customers = features_of(connection, 60)
    for features in customers:
        customer = features.pop("customer_id")
        wanted = published.execute(
            "select assigned.* replace (raw_segment_id as segment_id, names.segment_name as "
            "segment_name) from segments.customer_segments as assigned left join segments.segments "
            "as names on assigned.segmentation = names.segmentation "
            "and raw_segment_id = names.segment_id where customer_id = ?",
            [customer],
        ).df()
        found = score(published, features)
        assert_same(found, wanted)
        wanted = wanted.set_index("segmentation").loc[found.index]
        for column in ("segment_name", "confidence", "fit_id"):
            pd.testing.assert_series_equal(found[column], wanted[column], check_dtype=False)
        checked += found.no_segment_reason.isna().sum()
    assert checked > 150


def test_every_family_is_scored_as_the_build_does(families):
    declared = [{"name": name, **spec} for name, spec in FAMILIES.items()]
    families.dbt("run", "--select", "score_customer", segmentations=declared).succeeded()
    with families.connection() as connection:
        for features in features_of(connection, 12):
            customer = features.pop("customer_id")
            wanted = connection.execute(
                "select *, raw_segment_id as segment_id "
                "from segments.segment_assignments left join segments.assignment_reasons "
                "using (customer_id, segmentation, as_of_date) where customer_id = ? "
                "and as_of_date = (select max(as_of_date) from segments.segment_assignments)",
                [customer],
            ).df()
            found = score(connection, features)
            assert set(found.index) == set(FAMILIES)
            assert_same(found, wanted)
            posteriors = connection.execute(
                "select segmentation, segment_id, probability from segments.segment_probabilities "
                "where customer_id = ?",
                [customer],
            ).df()
            for name, own in posteriors.groupby("segmentation"):
                listed = pd.DataFrame(list(found.probabilities[name])).set_index("segment_id")
                wanted_shares = own.set_index("segment_id").probability.sort_index()
                pd.testing.assert_series_equal(
                    listed.probability, wanted_shares, check_dtype=False, rtol=0, atol=1e-9
                )


def test_what_is_not_given_is_filled_and_named(published):
    given = {"recency_days": 3, "net_revenue_365d": 900.5, "order_count_365d": None}
    found = score(published, given)
    assert found.filled_features["value"] == "order_count_365d, order_count_90d, net_revenue_90d"
    # The number of orders was given, as unknown: whoever has none is outside the population.
    outside = ["loyalty", "product_affinity", "shopping_style", "value"]
    assert found.no_segment_reason.dropna().to_dict() == {
        "engagement": "no_active_fit",
        **dict.fromkeys(outside, "outside_population"),
    }
    assert found.segment_id.isna().equals(found.no_segment_reason.notna())
    assert found.probabilities.isna().equals(found.segment_id.isna())


@pytest.mark.parametrize(
    "given",
    [
        "{'recency_days': 3, 'order_count': 9}",
        "map {'recency_days': 3.0, 'order_count': 9.0}",
        '\'{"recency_days": 3, "order_count": "9"}\'',
    ],
)
def test_features_are_given_as_a_row_a_map_or_json(published, given):
    wanted = published.execute(
        "from segments.score_customer({'recency_days': 3, 'order_count': 9})"
    ).fetchall()
    assert published.execute(f"from segments.score_customer({given})").fetchall() == wanted
    # A row for each segmentation that is declared, one of which the demo leaves out.
    assert len(wanted) == 6


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            "{'recency': 3}",
            "score_customer: 'recency' is not a feature; the segmentations use bake",
        ),
        ("{'recency': null}", "'recency' is not a feature; the segmentations use bakery_deli_sh"),
        ("{'recency_days': 'x'}", "score_customer: recency_days is 'x', which is not a number;"),
        ("{'a''b': 3}", "score_customer: 'a'b' is not a feature"),
    ],
)
def test_what_is_not_a_feature_or_not_a_number_is_an_error(published, given, message):
    with pytest.raises(duckdb.Error, match="score_customer") as error:
        published.execute(f"from segments.score_customer({given})")
    assert message in str(error.value)
    if "not a feature" in message:
        assert "recency_days" in str(error.value)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        *((given, "give one object of features") for given in ["'[]'", "'5'", "'null'", "null"]),
        *((given, "give one object of features") for given in ["[1]", "5", "''", "'{'"]),
        ("'{\"recency_days\": 3}'::blob", "give one object of features"),
        ('\'{"recency_days": 3, "recency_days": 4}\'', "a feature is given twice"),
    ],
)
def test_what_is_not_one_object_is_an_error(published, given, message):
    with pytest.raises(duckdb.Error, match="score_customer") as error:
        published.execute(f"from segments.score_customer({given})")
    assert message in str(error.value)


def test_values_that_are_too_large_have_no_segment(published):
    found = score(published, {"recency_days": 1e200, "order_count": 5, "order_count_365d": 5})
    assert found.no_segment_reason["value"] == "non_finite_feature"
    assert pd.isna(found.segment_id["value"])
    assert found.segment_id["product_affinity"] >= 1


def test_the_macro_does_the_same_in_a_model(demo, published):
    sql = "{{ score_customer({'recency_days': 3, 'order_count': '4 + 5'}) }}"
    project = demo.copy("macro")
    project.dbt("compile", "--inline", sql).succeeded()
    compiled = project.dbt("show", "--inline", sql, "--output", "json", "--limit", "6").succeeded()
    wanted = published.execute(
        "select segment_name from segments.score_customer({'recency_days': 3, 'order_count': 9}) "
        "where segment_name is not null"
    ).fetchall()
    assert len(wanted) == 5
    for (name,) in wanted:
        assert name in compiled.output
    project.dbt("compile", "--inline", "{{ score_customer({'recency': 3}) }}").refused(
        "score_customer: 'recency' is not a feature; the features are lifecycle_stage, recency_days"
    )
