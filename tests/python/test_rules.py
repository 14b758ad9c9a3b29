"""Readable rules: the tree, its rounding, its SQL and how far it can be believed."""

import re

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from centroid.fits.rules import number, readable_rules, walk

FEATURES = ("recency_days", "net_revenue", "returned_share")
FILL = np.array([41.5, -2.25, 1 / 3])


def customers(seed: int, count: int = 400) -> tuple[np.ndarray, np.ndarray]:
    """Values with unknowns, and segments that mostly follow from them."""
    chance = np.random.default_rng(seed)
    values = np.column_stack(
        [
            chance.integers(0, 400, count),
            chance.normal(0, 1, count) * 10.0 ** chance.integers(0, 6, count),
            chance.random(count),
        ]
    ).astype(float)
    values[chance.random(values.shape) < 0.1] = np.nan
    filled = np.where(np.isnan(values), FILL, values)
    segments = 1 + (filled[:, 0] > 90) + 2 * (filled[:, 1] > -20.5) + 4 * (filled[:, 2] > 0.4567)
    is_odd = chance.random(count) < 0.1
    return values, np.where(is_odd, chance.integers(1, 9, count), segments)


def in_duckdb(expression: str, values: np.ndarray) -> np.ndarray:
    """The expression of each row, with NaN as null."""
    frame = pd.DataFrame(values, columns=FEATURES).astype("Float64")  # noqa: F841
    with duckdb.connect() as connection:
        rows = connection.sql(f"select {expression} as segment_id from frame").fetchall()
    return np.array([segment for (segment,) in rows])


@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1), st.data())
def test_the_expression_in_duckdb_equals_the_walk(seed, data):
    sample, segments = customers(seed)
    rules = readable_rules(sample, FILL, FEATURES, segments)
    thresholds = rules.nodes.threshold.dropna().tolist()
    near = [np.nextafter(limit, limit + side) for limit in thresholds for side in (-1, 1)]
    special = st.sampled_from([*thresholds, *near, *FILL.tolist(), 0.0, -0.0, 1e300, -1e300])
    cell = st.one_of(special, st.just(np.nan), st.floats(allow_nan=False, allow_infinity=False))
    row = st.tuples(cell, cell, cell)
    others = np.array(data.draw(st.lists(row, min_size=1, max_size=30)))
    values = np.vstack([sample, others])
    given_by_sql = in_duckdb(rules.expression, values)
    np.testing.assert_array_equal(given_by_sql, walk(rules.nodes, values, FILL, FEATURES))
    assert "--" not in rules.expression
    assert not re.search(r"\de[+-]?\d", rules.expression)


@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1))
def test_every_customer_meets_exactly_one_rule_and_is_counted_there(seed):
    values, segments = customers(seed, count=150)
    rules = readable_rules(values, FILL, FEATURES, segments)
    meets = np.column_stack([in_duckdb(rule, values) for rule in rules.leaves.condition])
    assert (meets.sum(axis=1) == 1).all()
    assert rules.leaves.customer_count.tolist() == meets.sum(axis=0).tolist()
    for rule, met in zip(rules.leaves.itertuples(), meets.T, strict=True):
        assert rule.precision == pytest.approx((segments[met] == rule.segment_id).mean())
    assert rules.leaves.rule_number.tolist() == list(range(1, len(rules.leaves) + 1))
    assert rules.leaves.segment_id.is_monotonic_increasing


@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1))
def test_nodes_form_a_tree_without_empty_branches_or_useless_splits(seed):
    values, segments = customers(seed, count=150)
    rules = readable_rules(values, FILL, FEATURES, segments, maximum_depth=3, maximum_leaves=6)
    nodes = rules.nodes
    assert nodes.node_id.tolist() == list(range(1, len(nodes) + 1))
    assert nodes.parent_node_id.isna().tolist() == [True] + [False] * (len(nodes) - 1)
    assert (nodes.customer_count > 0).all()
    assert nodes.feature.isna().sum() <= 6
    for node in nodes.dropna(subset="feature").itertuples():
        below = nodes[nodes.parent_node_id == node.node_id]
        assert below.is_left.tolist() == [True, False]
        assert below.customer_count.sum() == node.customer_count
        assert below.feature.notna().any() or below.segment_id.nunique() == 2


def test_fidelity_is_measured_on_the_customers_of_the_sample():
    # The one split is at 10: two of segment 1 lie above, one of segment 2 and all of 3 below.
    values = np.array([1.0] * 40 + [20.0] * 2 + [20.0] * 30 + [1.0] + [1.0] * 3)[:, None]
    segments = np.repeat([1, 2, 3], [42, 31, 3])
    rules = readable_rules(values, np.array([5.0]), ("orders",), segments)
    assert rules.leaves.condition.tolist() == [
        "coalesce(orders, 5) <= 10",
        "coalesce(orders, 5) > 10",
    ]
    assert rules.leaves.customer_count.tolist() == [44, 32]
    np.testing.assert_allclose(rules.leaves.precision.astype(float), [40 / 44, 30 / 32])
    assert rules.fidelity.segment_id.tolist() == [1, 2, 3]
    assert rules.fidelity.customer_count.tolist() == [42, 31, 3]
    np.testing.assert_allclose(rules.fidelity.recall, [40 / 42, 30 / 31, 0])
    np.testing.assert_allclose(rules.fidelity.precision, [40 / 44, 30 / 32, np.nan])
    assert rules.agreement == pytest.approx(70 / 76)


def test_the_expression_is_written_for_people():
    values = np.array([[x, y] for x in range(-10, 10) for y in range(10)], dtype=float)
    segments = np.where(values[:, 0] <= -4, 2, np.where(values[:, 1] <= 6, 1, 3))
    rules = readable_rules(values, np.array([1 / 3, 7]), ("net_revenue", "orders"), segments)
    assert rules.expression == (
        "case\n"
        "  when coalesce(net_revenue, 0.333) > -4\n"
        "    and coalesce(orders, 7) <= 6\n"
        "    then 1\n"
        "  when coalesce(net_revenue, 0.333) <= -4\n"
        "    then 2\n"
        "  when coalesce(net_revenue, 0.333) > -4\n"
        "    and coalesce(orders, 7) > 6\n"
        "    then 3\n"
        "end"
    )
    assert rules.agreement == 1


def test_of_several_limits_on_one_feature_the_tightest_ones_stay():
    values = np.arange(100.0)[:, None]
    segments = np.digitize(values[:, 0], [20, 40, 60, 80]) % 2 + 1
    rules = readable_rules(values, np.array([50.0]), ("days",), segments)
    conditions = rules.leaves.sort_values("node_id").condition.tolist()
    assert [sorted(re.findall(r"(?:<=|>) \d+", condition)) for condition in conditions] == [
        ["<= 19"],
        ["<= 39", "> 19"],
        ["<= 59", "> 39"],
        ["<= 79", "> 59"],
        ["> 79"],
    ]


@pytest.mark.parametrize(("border", "threshold"), [(125_050.0, 125_000.0), (125_420.0, 125_400.0)])
def test_thresholds_have_three_digits_where_that_is_enough(border, threshold):
    """Of 2,000 customers 0.4 % lie between 125,000 and 125,050, 3 % up to 125,420."""
    values = np.random.default_rng(0).normal(123_456.789, 5_000.0, 2_000)[:, None]
    segments = np.where(values[:, 0] > border, 2, 1)
    rules = readable_rules(values, np.array([1.0]), ("spend",), segments)
    assert rules.nodes.threshold.dropna().tolist() == [threshold]
    assert 0.98 <= rules.agreement < 1


def test_thresholds_have_more_digits_where_three_would_empty_a_branch():
    values = np.repeat([2024.26, 2024.44], 50)[:, None]
    segments = np.repeat([1, 2], 50)
    rules = readable_rules(values, np.array([2024.3]), ("year",), segments)
    assert rules.nodes.threshold.dropna().tolist() == [2024.3]
    assert rules.agreement == 1


def test_a_split_that_no_readable_threshold_makes_is_left_out():
    first = 1e9
    values = np.repeat([first, np.nextafter(first, 2e9)], 50)[:, None]
    rules = readable_rules(values, np.array([0.0]), ("stamp",), np.repeat([1, 2], 50))
    assert rules.leaves.condition.tolist() == ["true"]
    assert rules.agreement == 0.5


def test_leaves_of_one_segment_are_made_one():
    # Both halves of the split at 50 are mostly of segment 1, although not to the same degree.
    values = np.repeat([0.0, 100.0], 100)[:, None]
    segments = np.array([1] * 100 + [1] * 60 + [2] * 40)
    rules = readable_rules(values, np.array([0.0]), ("days",), segments)
    assert len(rules.nodes) == 1
    assert rules.nodes.purity[0] == 0.8
    assert rules.fidelity.recall.tolist() == [1, 0]


def test_one_segment_has_one_rule_that_always_holds():
    rules = readable_rules(np.zeros((3, 3)), FILL, FEATURES, np.array([7, 7, 7]))
    assert rules.expression == "case\n  when true\n    then 7\nend"
    assert in_duckdb(rules.expression, np.full((2, 3), np.nan)).tolist() == [7, 7]
    assert rules.nodes.isna().sum(axis=1).tolist() == [4]
    assert rules.agreement == 1


def test_values_beyond_32_bits_and_unknown_ones_do_no_harm():
    values = np.array([[-1e300], [np.nan], [1e300], [1e300]] * 10)
    rules = readable_rules(values, np.array([1.0]), ("spend",), np.array([1, 1, 2, 2] * 10))
    assert rules.agreement == 1


def test_the_same_sample_gives_the_same_rules():
    first, second = (
        readable_rules(*customers(3)[:1], FILL, FEATURES, customers(3)[1]) for _ in "ab"
    )
    assert first.expression == second.expression
    assert first.nodes.equals(second.nodes)


def test_a_fill_value_that_is_unknown_is_refused():
    with pytest.raises(ValueError, match="fill values have to be finite numbers"):
        readable_rules(np.ones((2, 1)), np.array([np.nan]), ("days",), np.array([1, 2]))


@pytest.mark.parametrize(
    ("value", "text"),
    [(33.0, "33"), (-3.5, "-3.5"), (1e-7, "0.0000001"), (1.5e21, "1500000000000000000000")],
)
def test_numbers_are_plain_decimals(value, text):
    assert number(value) == text


def test_the_expression_in_the_warehouse_is_the_stored_tree_on_every_customer(demo):
    expressions = demo.query(
        "select distinct fit_id, segmentation, rule_expression from fits.fitted_segments "
        "inner join fits.segmentation_fits using (fit_id, segmentation) where is_active"
    )
    assert len(expressions) == 5
    for fit_id, segmentation, expression in expressions:
        facts = demo.frame(
            f"from fits.feature_preparation where fit_id = '{fit_id}' order by feature_position"
        )
        features = tuple(facts.feature)
        customers = demo.frame(
            f"select {', '.join(features)}, {expression} as by_expression, "
            "raw_segment_id as segment_id "
            "from features.wide_features "
            "left join segments.customer_segments using (customer_id, as_of_date) "
            f"where segmentation = '{segmentation}'"
        )
        nodes = demo.frame(f"from fits.segment_rule_nodes where fit_id = '{fit_id}'")
        nodes = nodes.rename(columns={"split_feature": "feature"}).sort_values("node_id")
        values = customers[list(features)].to_numpy(dtype=float, na_value=np.nan)
        by_tree = walk(nodes, values, facts.fill_value.to_numpy(), features)
        assert len(customers) == 2469
        assert (customers.by_expression == by_tree).all()
        assert customers.by_expression.nunique() == nodes.segment_id.nunique()
        # The fit saw all customers, so that the share that the rules put right is the one stored.
        members = customers.segment_id.notna()
        stored = demo.query(
            f"select rule_agreement from fits.segmentation_fits where fit_id = '{fit_id}'"
        )
        share = (customers.by_expression == customers.segment_id)[members].mean()
        assert share == pytest.approx(stored[0][0], abs=1e-9)
