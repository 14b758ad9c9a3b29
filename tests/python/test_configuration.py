"""Configuration that is refused: one sentence with the key, the value and the remedy."""

from __future__ import annotations

import re
from collections.abc import Iterator

import duckdb
import pytest
import yaml
from dbt_common.exceptions import CompilationError
from harness import ROOT, steady
from hypothesis import given, settings
from hypothesis import strategies as st
from project_macros import Macros

from centroid.fits.families import LEAVES

LINES = {
    "path": "lines.csv",
    "columns": {"order_id": "o", "customer_id": "c", "ordered_at": "t", "amount": "a"},
}
VALUE = {"name": "value", "segments": 3, "features": ["recency_days"]}
LIFECYCLE = {
    "new_days": 30,
    "reactivated_days": 30,
    "minimum_orders_for_own_cycle": 4,
    "minimum_customers_for_shop_cycle": 30,
    "default_cycle_days": 30,
    "at_risk_cycles": 3,
    "at_risk_minimum_days": 30,
    "dormant_cycles": 6,
    "dormant_minimum_days": 90,
}


def with_lines(**changes) -> dict:
    """The var inputs with the mapping of order_lines changed; None leaves out."""
    mapping = {**LINES, **changes}
    return {"order_lines": {key: value for key, value in mapping.items() if value is not None}}


def columns(**changes) -> dict:
    """The var inputs with the columns of order_lines changed; None leaves out."""
    given = {**LINES["columns"], **changes}
    return with_lines(columns={key: value for key, value in given.items() if value is not None})


INPUTS = [
    ({}, "var 'inputs': 'order_lines' is required: map it to a path, a relation or a model."),
    (
        "lines.csv",
        "var 'inputs': 'lines.csv' is not a mapping; give one from input names to where the data "
        "is.",
    ),
    (
        with_lines() | {"orderlines": LINES},
        "var 'inputs': 'orderlines' is not an input; the inputs are order_lines, customers,",
    ),
    (
        {"order_lines": "lines.csv"},
        "var 'inputs.order_lines': 'lines.csv' give a path, relation or model, and a map of",
    ),
    (with_lines(columns=None), "give a path, relation or model, and a map of columns."),
    (
        columns(price="p"),
        "var 'inputs.order_lines.columns': 'price' is not a column of this input; its columns are "
        "order_id, customer_id, ordered_at, amount,",
    ),
    (
        columns(amount=None),
        "var 'inputs.order_lines.columns': 'amount' is required and not mapped.",
    ),
    (
        with_lines(relation="raw.lines"),
        "var 'inputs.order_lines': 'path, columns, relation' give exactly one of path, relation or",
    ),
    (
        with_lines(relation="raw.lines", model="lines"),
        "var 'inputs.order_lines': 'path, columns, relation, model' give exactly one of path,",
    ),
    (
        with_lines(path=None),
        "var 'inputs.order_lines': 'columns' give exactly one of path, relation",
    ),
    (
        with_lines(delimiter=";"),
        "var 'inputs.order_lines': 'delimiter' is not an option; the options are path, relation,",
    ),
    (with_lines(encoding="cp1252"), "order_lines.encoding': 'cp1252' is not one of utf-8, latin-1"),
    (
        with_lines(path="a/lines.parquet", encoding="utf-8"),
        "var 'inputs.order_lines.encoding': 'utf-8' is for a CSV; leave it out.",
    ),
    (columns(amount={"colunm": "a"}), "columns.amount': 'colunm' is not an option of this column;"),
    (columns(amount={"decimal": ","}), "names no column; give column or expression."),
    (columns(customer_id={"expression": "a"}), "'expression' is not an option of this column; its"),
    (
        columns(amount={"column": "a", "expression": "b"}),
        "names no column; give column or expression.",
    ),
    (
        columns(amount={"expression": "drop table a"}),
        "columns.amount.expression': 'drop table a' is not a sum or product",
    ),
    (columns(amount={"column": "a", "decimal": ";"}), "amount.decimal': ';' is not one of ., ,."),
    (
        columns(amount={"column": "a", "thousands": "."}),
        "amount.thousands': '.' is the decimal mark too; name the other in decimal.",
    ),
    (
        columns(ordered_at={"column": "t", "format": "%d.%m.%Y %Z"}),
        "ordered_at.format': '%d.%m.%Y %Z' has %Z, which is not read here; the codes are %Y %y %m",
    ),
    (
        columns(ordered_at={"column": "t", "format": "%H:%M"}),
        "ordered_at.format': '%H:%M' does not say where year, month and day are;",
    ),
    (
        columns(ordered_at={"column": "t", "format": "%Y-%m-%d %I:%M"}),
        "has one of %I and %p; a 12-hour clock needs both.",
    ),
    (
        columns(customer_id={"column": "c", "normalise": ["upper"]}),
        "customer_id.normalise': 'upper' is not one of trim, lower, strip_zero_fraction.",
    ),
    (columns(customer_id={"column": "c", "normalise": "trim"}), "'trim' is not a list; the steps"),
    (columns(order_id={"from": []}), "columns.order_id.from': '[]' is not a list of columns, such"),
    (
        columns(order_id={"from": ["amuont"]}),
        "order_id.from': 'amuont' is not one of ordered",
    ),
    (columns(channel={"column": None}), "names no column; give column."),
]


@pytest.mark.parametrize(("inputs", "sentence"), INPUTS)
def test_a_mapping_that_cannot_be_used(macros, inputs, sentence):
    assert sentence in macros.refusal("input_mapping", {"inputs": inputs}, "order_lines")


def test_a_mapping_that_can_be_used(macros):
    variables = {"inputs": with_lines()}
    assert macros.call("input_mapping", variables, "order_lines") == LINES
    assert macros.call("input_mapping", variables, "products") is None


def test_columns_with_options_that_can_be_used(macros):
    given = {
        "order_id": {"from": ["customer_id", "ordered_on", "store_id"]},
        "customer_id": {"column": "c", "normalise": ["trim", "lower", "strip_zero_fraction"]},
        "ordered_at": {"column": "t", "format": "%d %b %y %I:%M:%S %p"},
        "amount": {"expression": "a * (1 - b)", "decimal": ",", "thousands": " "},
        "store_id": "s",
    }
    inputs = with_lines(columns=given, encoding="utf-16")
    mapping = macros.call("input_mapping", {"inputs": inputs}, "order_lines")
    assert mapping["columns"] == given
    found = {name: macros.call("sources_of", {}, mapping, name) for name in given}
    assert found == {
        "order_id": ["c", "t", "s"],
        "customer_id": ["c"],
        "ordered_at": ["t"],
        "amount": ["a", "b"],
        "store_id": ["s"],
    }
    # What was learned is of this mapping: every option is part of its digest.
    mapped = macros.call("mapped_columns", {"inputs": inputs, "time_zone": "Asia/Tokyo"})
    assert mapped == {
        "order_lines": given, "order_lines.encoding": "utf-16", "time_zone": "Asia/Tokyo"
    }  # fmt: skip


@pytest.mark.parametrize("zone", ["EST", "Berlin", "+02:00", "Europe/Berlin'; --", 1, ""])
def test_a_time_zone_that_is_none(macros, zone):
    assert macros.refusal("time_zone", {"time_zone": zone}).startswith(
        f"var 'time_zone': '{zone}' is not a time zone; name one as Europe/Berlin or UTC,"
    )


@pytest.mark.parametrize(
    ("findings", "words"),
    [
        ([], "is not a mapping; its keys are watch_share, act_share, fail, let_pass"),
        ({"watch": 0.1}, "'watch' is not a setting; the settings are watch_share,"),
        ({"watch_share": "1%", "act_share": 0.1}, "watch_share': '1%' is not a share from 0 to 1"),
        ({"watch_share": 0.1, "act_share": 2}, "act_share': '2' is not a share from 0 to 1"),
        ({"watch_share": 0.2, "act_share": 0.1}, "is below watch_share; raise it"),
        (
            {"watch_share": 0, "act_share": 1, "fail": "missing_amount"},
            "findings.fail': 'missing_amount' is not a list of findings,",
        ),
        (
            {"watch_share": 0, "act_share": 1, "let_pass": ["x' or true --"]},
            "findings.let_pass': 'x' or true --' is not a finding;",
        ),
    ],
)
def test_settings_of_findings_that_cannot_be_used(macros, findings, words):
    assert words in macros.refusal("finding_settings", {"findings": findings})


def test_settings_of_findings_that_are_left_out_have_their_defaults(macros):
    found = macros.call("finding_settings", {"findings": {"let_pass": ["ids_spelled_anew"]}})
    assert found == {**PROJECT_VARS["findings"], "let_pass": ["ids_spelled_anew"]}


def test_a_required_column_of_another_input(macros):
    inputs = with_lines() | {"customers": {"relation": "raw.people", "columns": {"email": "e"}}}
    assert macros.refusal("input_mapping", {"inputs": inputs}, "customers") == (
        "var 'inputs.customers.columns': 'customer_id' is required and not mapped."
    )


@pytest.mark.parametrize(
    "day", ["2017/01/01", "01.02.2017", "yesterday", 20170101, "2017-13-01", "2017-00-10",
            "2017-02-30", "2017-04-31", "2017-1-1", "", "2017-01-01'; drop table x;--"]
)  # fmt: skip
def test_an_as_of_date_that_is_no_date(macros, day):
    assert macros.refusal("as_of_date_literal", {"as_of_date": day}) == (
        f"var 'as_of_date': '{day}' is not a date; write it as YYYY-MM-DD."
    )


def test_an_as_of_date_that_is_one(macros):
    assert macros.call("as_of_date_literal", {"as_of_date": "2016-02-29"}) == (
        "cast('2016-02-29' as date)"
    )
    assert macros.call("as_of_date_literal", {"as_of_date": None}) is None


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"new_day": 3},
            "var 'lifecycle': 'new_day' is not a setting; the settings are new_days,",
        ),
        ({"new_days": 0}, "var 'lifecycle.new_days': '0' is not a number above 0."),
        ({"new_days": "30"}, "var 'lifecycle.new_days': '30' is not a number above 0."),
        ({"new_days": True}, "var 'lifecycle.new_days': 'True' is not a number above 0."),
        (
            {"dormant_cycles": None},
            "var 'lifecycle.dormant_cycles': 'None' is not a number above 0.",
        ),
        (
            {"dormant_cycles": 2},
            "makes customers dormant before they are at risk; raise the dormant",
        ),
        (
            {"dormant_minimum_days": 29},
            "makes customers dormant before they are at risk; raise the",
        ),
    ],
)
def test_lifecycle_settings_that_cannot_be_used(macros, changes, sentence):
    settings_given = {"lifecycle": {**LIFECYCLE, **changes}}
    assert sentence in macros.refusal("lifecycle_settings", settings_given)


def test_lifecycle_settings_that_are_left_out(macros):
    sentence = macros.refusal("lifecycle_settings", {"lifecycle": {"new_days": 30}})
    assert sentence == "var 'lifecycle.reactivated_days': 'None' is not a number above 0."


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"bin": 5}, "var 'rfm': 'bin' is not a setting; the settings are bins,"),
        ({"bins": 1}, "var 'rfm.bins': '1' is not a whole number from 2 to 9."),
        ({"bins": 10}, "var 'rfm.bins': '10' is not a whole number from 2 to 9."),
        ({"bins": 2.5}, "var 'rfm.bins': '2.5' is not a whole number from 2 to 9."),
        ({"cut_points_every_months": 5}, "'5' does not divide a year; use 1, 2, 3, 4, 6 or 12."),
        ({"cut_points_every_months": 0}, "'0' does not divide a year; use 1, 2, 3, 4, 6 or 12."),
        (
            {"cut_points_of": "buyers"},
            "var 'rfm.cut_points_of': 'buyers' is not one of window, all.",
        ),
    ],
)
def test_rfm_settings_that_cannot_be_used(macros, changes, sentence):
    rfm = {"bins": 5, "cut_points_every_months": 1, "cut_points_of": "window", **changes}
    assert sentence in macros.refusal("rfm_settings", {"rfm": rfm})


@pytest.mark.parametrize(
    ("window", "orders"),
    [(90, "order_count_90d"), (365, "order_count_365d"), ("all", "order_count")],
)
def test_the_window_is_that_of_rfm_and_of_segmentations(macros, window, orders):
    revenue = orders.replace("order_count", "net_revenue")
    settings = macros.call("rfm_settings", {"window": window})
    assert settings["measures"] == {"r": "recency_days", "f": orders, "m": revenue}
    spec = {
        "name": "value",
        "segments": 2,
        "population": "order_count_in_window >= 1 and net_revenue_in_window > 0",
        "features": ["order_count_in_window", "order_count_90d", "net_revenue_in_window"],
        "weights": {"net_revenue_in_window": 2},
    }
    found = macros.call("segmentations", {"window": window, "segmentations": [spec]})[0]
    assert found["population"] == f"{orders} >= 1 and {revenue} > 0"
    # With a window of 90 days the second feature is the first again.
    assert found["features"] == list(dict.fromkeys([orders, "order_count_90d", revenue]))
    assert found["weights"] == {revenue: 2}


@pytest.mark.parametrize("window", [30, "365", True, None, "ever"])
def test_a_window_that_features_do_not_have(macros, window):
    assert macros.refusal("in_window", {"window": window}, "recency_days") == (
        f"var 'window': '{window}' is not a window that features have; use 90, 365 or all."
    )


def test_a_feature_named_twice_is_refused_though_the_window_may_repeat_one(macros):
    spec = {"name": "value", "segments": 2, "features": ["order_count_90d", "order_count_90d"]}
    assert "names a feature twice" in macros.refusal("segmentations", {"segmentations": [spec]})


def test_another_file_of_the_same_columns_keeps_cut_points_and_fits(macros):
    def digest(order_lines):
        settings_given = {"inputs": {"order_lines": order_lines}}
        return macros.call("rfm_settings", settings_given)["digest"]

    columns_given = {**LINES["columns"], "product_id": "p"}
    assert digest({**LINES, "path": "tomorrow.csv"}) == digest(LINES)
    assert digest({**LINES, "columns": columns_given}) != digest(LINES)


def test_other_settings_that_cannot_be_used(macros):
    assert macros.refusal("category_groups", {"category_groups": ["fresh", "Dairy"]}) == (
        "var 'category_groups': 'Dairy' is not a name; use lower-case letters, digits and _."
    )
    assert macros.refusal("category_groups", {"category_groups": []}) == (
        "var 'category_groups': '[]' is empty; name at least one group, or null compares the "
        "largest categories."
    )
    assert macros.refusal("category_groups", {"category_groups": "fresh"}) == (
        "var 'category_groups': 'fresh' is not a list of groups; null compares the largest "
        "categories."
    )
    assert macros.refusal(
        "category_groups", {"category_groups": [{"name": "a", "label": "b"}]}
    ) == (
        "var 'category_groups.a': 'label' is not an option; the options are name, transform, high, "
        "low."
    )
    assert macros.refusal("category_groups", {"category_groups": ["a", "b", "a"]}) == (
        "var 'category_groups': 'a' is named twice; rename one."
    )
    for months in (-1, 1.5, True, "12", 1201):
        variables = {"history_months": months}
        assert macros.refusal("whole_number_var", variables, "history_months", 1200) == (
            f"var 'history_months': '{months}' is not a whole number from 0 to 1,200."
        )
    for answer in ("false", 0, None):
        assert macros.refusal("boolean_var", {"keep_look": answer}, "keep_look") == (
            f"var 'keep_look': '{answer}' is neither true nor false."
        )


# Which macros check a var, with their arguments; what input_mapping checks, check_inputs relies on.
CHECKS = {
    "inputs": [("input_mapping", name) for name in ("order_lines", "products", "customers")],
    "schema_prefix": [("schema_prefix",)],
    "time_zone": [("time_zone",)],
    "findings": [("finding_settings",)],
    "equal_lines": [("equal_lines_are_kept",)],
    "as_of_date": [("as_of_date_literal",)],
    "allow_late_as_of_date": [("boolean_var", "allow_late_as_of_date")],
    "keep_look": [("boolean_var", "keep_look")],
    "history_months": [("whole_number_var", "history_months", 1200)],
    "minimum_cell": [("whole_number_var", "minimum_cell")],
    "locale": [("locale_var",)],
    "maximum_units_per_line": [("whole_number_var", "maximum_units_per_line")],
    "category_groups": [("category_groups",)],
    "half_life_days": [
        ("half_life_days", family) for family in ("web", "email", "campaign", "review", "usage")
    ],
    "features_to_adopt": [("features_to_adopt",)],
    "area_features": [("area_features",)],
    "lifecycle": [("lifecycle_settings",)],
    "window": [("in_window", "order_count_in_window")],
    "rfm": [("rfm_settings",)],
    "segmentations": [("segmentations",)],
    "monitoring": [("monitoring_settings",)],
    "refit": [("segmentations",)],
}
PROJECT_VARS = yaml.safe_load((ROOT / "dbt_project.yml").read_text())["vars"]
FULL_SEGMENTATION = {
    **next(each for each in PROJECT_VARS["segmentations"] if each["name"] == "rhythm"),
    **{"features_if_given": ["visit_count_90d"], "encode": {"loyalty_status": ["gold"]}},
    **{"scaling": "standard", "seed": 0, "weights": {"recency_days": 1}, "minimum_share": 0.02},
    **{"minimum_stability": 0.6, "outlier_quantile": 0.99, "fit_sample_size": 5000},
    "micro_segments": {"target_size": 100, "minimum_size": 50},
}
ODD = [
    *(float("nan"), float("inf"), -float("inf"), 10**30, -1, True, 5, 2.5),
    *("a line\n", "two\nlines", "", None, [], {}, [1], {"a": 1}),
]


def changed(tree: dict | list, odd: object, path: tuple = ()) -> Iterator[tuple]:
    """A tree with each of its values in turn replaced, with the path of the value and itself."""
    for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
        copy = tree.copy()
        copy[key] = odd
        yield (*path, key), value, copy
        if isinstance(value, dict | list):
            for below, leaf, inner in changed(value, odd, (*path, key)):
                copy = tree.copy()
                copy[key] = inner
                yield below, leaf, copy


@pytest.mark.parametrize("odd", ODD, ids=repr)
@pytest.mark.parametrize("name", PROJECT_VARS)
def test_an_odd_value_is_refused_by_name_or_means_something(macros, name, odd):
    whole = {name: PROJECT_VARS[name]}
    if name == "inputs":
        whole = {name: {key: whole[name][key] for _, key in CHECKS[name]}}
    if name == "segmentations":
        whole = {name: [FULL_SEGMENTATION]}
    for path, value, variables in changed(whole, odd):
        refused = []
        for macro, *arguments in CHECKS[name]:
            try:
                macros.call(macro, variables, *arguments)
            except CompilationError as error:
                refused.append(str(error).splitlines()[1].strip())
        assert all(sentence.startswith(f"var '{name}") for sentence in refused), (path, refused)
        # No infinite or missing number is one, nor a number a text, nor a text of two lines a name.
        is_text = isinstance(value, str) and isinstance(odd, int | float)
        is_line = isinstance(odd, str) and "\n" in odd and path[-1] != "description"
        is_huge = isinstance(odd, float) and odd not in (2.5, 5)
        assert refused or not (is_text or is_line or is_huge), (path, odd)


SEGMENTATIONS = [
    ({"name": "Value"}, "var 'segmentations': 'Value' is not a name; use lower-case letters,"),
    ({"name": "a; b"}, "var 'segmentations': 'a; b' is not a name; use lower-case letters,"),
    ({"name": None}, "var 'segmentations': 'None' is not a name; use lower-case letters,"),
    ({"colour": 1}, "var 'segmentations.value': 'colour' is not an option; the options are name,"),
    ({"algorithm": "dbscan"}, "var 'segmentations.value.algorithm': 'dbscan' is not one of kmeans"),
    ({"scaling": "minmax"}, "'minmax' is not one of standard, robust."),
    ({"covariance": "tied"}, "'tied' is not one of diagonal, full."),
    ({"reduce": 3}, "var 'segmentations.value.reduce': '3' is not {pca: a number of components,"),
    ({"reduce": {"umap": 2}}, "'{'umap': 2}' is not {pca: a number of components, or the share of"),
    ({"reduce": {"pca": 2}}, "'2' is not a share below 1 or a whole number up to the 1 features."),
    ({"reduce": {"pca": 0}}, "'0' is not a share below 1 or a whole number up to the 1 features."),
    (
        {"weights": {"recency_days": 0}},
        "'0' is not a number above 0; leave the feature out",
    ),
    ({"weights": {"recency_days": "2"}}, "var 'segmentations.value.weights.recency_days': '2' is"),
    ({"weights": {"order_count": 2}}, "'order_count' is not among the features of this"),
    ({"weights": [2]}, "var 'segmentations.value.weights': '[2]' is not a mapping from features."),
    ({"needs": "products"}, "var 'segmentations.value.needs': 'products' is not a list of inputs"),
    ({"needs": ["reviews or products.colour"]}, "'products.colour' is not an input, nor a column"),
    ({"features": ["age_years"]}, "'age_years' is a personal attribute: it may describe segments,"),
    ({"encode": ["country"]}, "var 'segmentations.value.encode': '['country']' is not a mapping"),
    ({"encode": {"shoe": ["x"]}}, "'shoe' is not an attribute of customers."),
    ({"encode": {"recency_days": ["3"]}}, "'recency_days' is not an attribute of customers."),
    ({"encode": {"gender": ["f"]}}, "'gender' is a personal attribute: it may describe segments,"),
    ({"encode": {"loyalty_status": "gold"}}, "'gold' is not a list of values in quotes."),
    ({"encode": {"loyalty_status": [3]}}, "'[3]' is not a list of values in quotes."),
    ({"encode": {"loyalty_status": ["a\nb"]}}, "has no letters and digits to name a feature by,"),
    ({"features_if_given": "visits"}, "'visits' is not a list of features."),
    ({"features_if_given": ["visits"]}, "'visits' is not a numeric feature; the numeric features"),
    ({"needs": ["product"]}, "'product' is not an input, nor a column of one; the inputs are"),
    ({"needs": ["products.colour"]}, "'products.colour' is not an input, nor a column of one;"),
    (
        {"micro_segments": 100},
        "var 'segmentations.value.micro_segments': '100' is not {target_size",
    ),
    ({"micro_segments": {"target_size": 100}}, "is not {target_size: customers wanted in each,"),
    (
        {"micro_segments": {"target_size": 100, "minimum_size": 0}},
        "has a size that is not a whole number of at least 1.",
    ),
    (
        {"micro_segments": {"target_size": 50, "minimum_size": 100}},
        "asks for a minimum_size above the target_size; lower it.",
    ),
    ({"minimum_stability": 1.5}, "'1.5' is not a share above 0 and at most 1."),
    ({"outlier_quantile": 0}, "'0' is not a share above 0 and at most 1."),
    ({"parameters": {"model": "mine"}}, "'{'model': 'mine'}' belongs to algorithm custom only."),
    (
        {"algorithm": "custom", "segments": None},
        "var 'segmentations.value.parameters': 'None' is not where the parameters are; give one",
    ),
    (
        {"algorithm": "custom", "parameters": {"model": "mine"}},
        "var 'segmentations.value.segments': '3' has no meaning for algorithm custom; the",
    ),
    (
        {"segments": {"min": 5, "max": 4}},
        "var 'segmentations.value.segments': '{'min': 5, 'max': 4}' is not a range from 2 up; make",
    ),
    ({"segments": 1}, "is not a range from 2 up; make max at least min."),
    ({"segments": {"min": 2}}, "is not a number or {min: .., max: ..}."),
    ({"segments": "3 to 5"}, "'3 to 5' is not a number or {min: .., max: ..}."),
    ({"segments": None}, "'None' is not a number or {min: .., max: ..}."),
    ({"segments": True}, "'True' is not a number or {min: .., max: ..}."),
    (
        {"features": ["recency_days", "recency"]},
        "var 'segmentations.value.features': 'recency' is not a numeric feature; the numeric "
        "features are recency_days,",
    ),
    ({"features": ["lifecycle_stage"]}, "'lifecycle_stage' is not a numeric feature; the numeric"),
    ({"features": ["age_band"]}, "'age_band' is not a numeric feature; the numeric features are"),
    ({"features": ["1; drop table x"]}, "'1; drop table x' is not a numeric feature; the numeric"),
    ({"features": []}, "var 'segmentations.value.features': '[]' is not a list of features."),
    ({"features": "recency_days"}, "'recency_days' is not a list of features."),
    ({"features": ["recency_days"] * 2}, "'recency_days, recency_days' names a feature twice."),
    (
        {"transforms": {"recency_days": "sqrt"}},
        "var 'segmentations.value.transforms.recency_days': 'sqrt' is not one of none, log1p, clip",
    ),
    (
        {"transforms": {"order_count": "log1p"}},
        "var 'segmentations.value.transforms': 'order_count' is not among the features of this",
    ),
    ({"refit_on_drift": 1}, "'1' is neither true nor false."),
    ({"refit_every_days": 0}, "'0' is not a whole number from 1 to 1,000,000,000."),
    ({"fit_sample_size": -5}, "'-5' is not a whole number from 1 to 1,000,000,000."),
    (
        {"seed": -1},
        "var 'segmentations.value.seed': '-1' is not a whole number from 0 to 1,000,000,000.",
    ),
    ({"minimum_share": 0.5}, "'0.5' is not a share from 0 to below 0.5."),
    (
        {"population": "order_count >= abs(1)"},
        "var 'segmentations.value.population': 'abs' is not a feature; the features are",
    ),
    ({"population": "order_count (1) = 1"}, "'order_count (1) = 1' calls a function, which is not"),
    (
        {"population": "order_count >= 1; drop table x"},
        "'order_count >= 1; drop table x' cannot be read at: ;; write comparisons of features with",
    ),
    ({"population": "order_count >= 1 -- all"}, "cannot be read at: --; write comparisons of"),
    ({"population": "order_count /* */ > 1"}, "cannot be read at: /"),
    ({"population": 'recency_days > 1 or "x" = 1'}, 'cannot be read at: "'),
    ({"population": "top_store_365d = 'it's'"}, "cannot be read at: '; write comparisons"),
    ({"population": "(order_count >= 1"}, "'(order_count >= 1' has a bracket that is not closed."),
    ({"population": "order_count >= 1)"}, "'order_count >= 1)' has a bracket too many."),
    ({"population": ")order_count >= 1("}, "has a bracket too many."),
    ({"population": ""}, "var 'segmentations.value.population': '' cannot be read; write"),
    ({"population": "age > 30"}, "'age' is not a feature; the features are lifecycle_stage,"),
    ({"population": "customer_id = 'c'"}, "'customer_id' is not a feature; the features are"),
    ({"population": "exists (select 1)"}, "'exists' is not a feature; the features are"),
    (
        {"population": "order_count >="},
        "var 'segmentations.value.population': 'order_count >=' is not a condition; compare",
    ),
    ({"population": "order_count"}, "'order_count' is not a condition; compare numeric features"),
    ({"population": "order_count >= 'many'"}, "is not a condition; compare numeric features with"),
    ({"population": "lifecycle_stage = 3"}, "is not a condition; compare numeric features with"),
    ({"population": "order_count in ()"}, "is not a condition; compare numeric features with"),
    ({"population": "order_count = 1 recency_days = 2"}, "is not a condition; compare numeric"),
]


@pytest.mark.parametrize(("changes", "sentence"), SEGMENTATIONS)
def test_a_segmentation_that_cannot_be_used(macros, changes, sentence):
    given_spec = {"segmentations": [{**VALUE, **changes}]}
    assert sentence in macros.refusal("segmentations", given_spec)


@pytest.mark.parametrize(
    ("given_segmentations", "sentence"),
    [
        ([VALUE, VALUE], "var 'segmentations.value': 'value' is declared twice; rename one."),
        (
            [{**VALUE, "name": "rfm_class"}],
            "'rfm_class' is the name of a classification that Centroid makes itself",
        ),
        ([{**VALUE, "switch_margin": 1}], "is not a share from 0 to below 1"),
        ([{**VALUE, "minimum_days": -1}], "is not a whole number from 0 to"),
        ([], "var 'segmentations': '[]' is empty; declare at least one segmentation."),
        (VALUE, "is not a list of segmentations."),
        ("value", "var 'segmentations': 'value' is not a list of segmentations."),
        (None, "var 'segmentations': 'None' is not a list of segmentations."),
        (["value"], "var 'segmentations"),
    ],
)
def test_segmentations_that_cannot_be_used(macros, given_segmentations, sentence):
    variables = {"segmentations": given_segmentations}
    assert sentence in macros.refusal("segmentations", variables)


@pytest.mark.parametrize("option", ["transforms", "description", "population", "features", "seed"])
def test_an_option_that_is_left_empty_is_refused_in_a_sentence_or_its_default(macros, option):
    """In YAML `transforms:` with nothing after it is null."""
    variables = {"segmentations": [{**VALUE, option: None}]}
    try:
        (spec,) = macros.call("segmentations", variables)
    except CompilationError as problem:
        assert f"var 'segmentations.value.{option}': 'None' " in str(problem)
    else:
        assert spec[option] in ("", {}, 0, "order_count >= 1")


def test_a_segmentation_is_given_its_defaults(macros):
    (spec,) = macros.call("segmentations", {"segmentations": [VALUE]})
    assert spec == {
        "name": "value",
        "description": "",
        "algorithm": "kmeans",
        "segments": {"min": 3, "max": 3},
        "population": "order_count >= 1",
        "features": ["recency_days"],
        "absent_features": [],
        "features_if_given": [],
        "encode": {},
        "needs": [],
        "unmet_needs": [],
        "parameters": None,
        "transforms": {},
        "weights": {},
        "scaling": "standard",
        "reduce": {},
        "covariance": "diagonal",
        "refit_every_days": 90,
        "switch_margin": 0.1,
        "minimum_days": 14,
        "refit_on_drift": False,
        "fit_sample_size": 50000,
        "seed": 0,
        "minimum_share": 0.02,
        "minimum_stability": 0.6,
        "outlier_quantile": 0.99,
        "micro_segments": {"target_size": None, "minimum_size": None},
    }


VISITS = {**VALUE, "weights": {"visit_count_90d": 2}, "features_if_given": ["visit_count_90d"]}
SESSIONS = {
    "path": "visits.csv",
    "columns": {"session_id": "s", "customer_id": "c", "started_at": "t"},
}


def test_a_feature_if_given_is_there_where_its_input_is_mapped(macros):
    given = with_lines() | {"web_sessions": SESSIONS}
    (spec,) = macros.call("segmentations", {"segmentations": [VISITS], "inputs": given})
    assert spec["features"] == ["recency_days", "visit_count_90d"]
    assert spec["weights"] == {"visit_count_90d": 2}
    (spec,) = macros.call("segmentations", {"segmentations": [VISITS]})
    assert spec["features"] == ["recency_days"]
    assert (spec["weights"], spec["unmet_needs"]) == ({}, [])


def test_a_feature_of_an_input_that_is_not_mapped_is_a_need_that_is_not_met(macros):
    names = ["recency_days", "pages_per_visit_90d"]
    variables = {"segmentations": [{**VALUE, "features": names, "needs": ["reviews or products"]}]}
    (spec,) = macros.call("segmentations", variables)
    assert spec["unmet_needs"] == ["web_sessions.page_count"]


@pytest.mark.parametrize(
    ("needs", "unmet"),
    [
        (["products.category", "reviews or products"], []),
        (["reviews or tickets.body"], ["reviews or tickets.body"]),
        (["products.colour or reviews.rating"], ["products.colour or reviews.rating"]),
    ],
)
def test_one_of_several_needs_is_enough(macros, needs, unmet):
    mapped = {"products": {"path": "p.csv", "columns": {"product_id": "p", "category": "c"}}}
    assert macros.call("unmet_needs", {"inputs": with_lines() | mapped}, needs) == unmet


def test_other_inputs_do_not_change_what_a_fit_depends_on(macros):
    """Who begins to read visits need not fit what knows nothing of them again."""

    def digest(segmentation: dict, inputs: dict) -> object:
        variables = {"segmentations": [segmentation], "inputs": inputs}
        (spec,) = macros.call("segmentations", variables)
        return macros.call("what_a_fit_depends_on", variables, spec)

    both = with_lines() | {"web_sessions": SESSIONS}
    assert digest(VALUE, both) == digest(VALUE, with_lines())
    assert digest(VISITS, both) != digest(VISITS, with_lines())


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        ({"web": 0}, "var 'half_life_days.web': '0' is not a whole number of days from 1 to 3650."),
        (
            {"webs": 3},
            "var 'half_life_days': 'webs' is not a setting; the settings are web, email,",
        ),
        ({}, "var 'half_life_days.web': 'None' is not a whole number of days from 1 to 3650."),
    ],
)
def test_half_lives_that_cannot_be_used(macros, days, sentence):
    assert sentence in macros.refusal("half_life_days", {"half_life_days": days}, "web")


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ("search", "var 'features_to_adopt': 'search' is not a list of names of features of the"),
        ([3], "var 'features_to_adopt': '3' is not a text on one line."),
        (["a", "a"], "var 'features_to_adopt': 'a' is named twice."),
    ],
)
def test_features_to_adopt_that_cannot_be_used(macros, names, sentence):
    assert sentence in macros.refusal("features_to_adopt", {"features_to_adopt": names})


def parsed_condition(macros: Macros, condition: str) -> str:
    """A condition over the project's features, as segmentations() checks it."""
    return macros.call("parsed_condition", {}, "key", condition, macros.columns)


@pytest.mark.parametrize(
    "condition",
    [
        "order_count >= 1",
        "order_count>=1 and recency_days<365",
        "(lifecycle_stage in ('active', 'at risk') or not (net_revenue < -1.5))",
        "top_store_365d = 'it''s; -- fine' and age_band is not null",
        "recency_days between 0 and 30",
        "order_count\n>= 1",
        "not order_count not in (1, 2) or recency_days not between 1 and 2 and (order_count) > 0",
        "(lifecycle_stage = 'new') is not true",
    ],
)
def test_a_population_that_can_be_used(macros, condition):
    parsed = parsed_condition(macros, condition)
    assert re.sub(r"\s", "", parsed) == re.sub(r"\s", "", condition)


WORDS = [
    *("order_count", "recency_days", "1", "-2.5", ">=", "=", "<>", "(", ")", "and", "or", "not"),
    *("between", "true", "lifecycle_stage"),
    *("in", ",", "is", "null", "'a'", "'", '"', ";", "--", "/*", "*/", "\\", "select", "abs"),
    *("drop", "$1", "{{ 1 }}", "\n", "current_date", "random", "as_of_date"),
]


@settings(steady, max_examples=150)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join))
def test_what_a_population_lets_through_has_no_more_than_comparisons(macros, condition):
    try:
        parsed = parsed_condition(macros, condition)
    except CompilationError as refusal:
        assert "var 'key': '" in str(refusal)
        return
    outside_text = re.sub(r"'[^']*'", "", parsed)
    words = set(re.findall(r"[a-z_]+", outside_text))
    assert words <= {
        *("order_count", "recency_days", "lifecycle_stage", "and", "or", "not", "in", "is"),
        *("null", "between", "true"),
    }  # fmt: skip
    assert not re.search(r"[;\"\\/*{}$']|--", outside_text)
    assert not re.search(r"(order_count|recency_days|lifecycle_stage)\s*\(", outside_text)
    assert outside_text.count("(") == outside_text.count(")")
    check_runs(parsed)


def check_runs(parsed: str) -> None:
    """A condition is one for DuckDB as well."""
    frame = duckdb.sql("select 1 as order_count, 2.5 as recency_days, 'new' as lifecycle_stage")
    assert frame.project(f"({parsed}) as is_in").types == ["BOOLEAN"], parsed
    frame.filter(parsed).fetchall()


comparisons = st.sampled_from(
    [
        *("order_count >= 1", "-2.5 <> recency_days", "recency_days not between 0 and (30)"),
        *("order_count in (1, 2)", "lifecycle_stage not in ('new')", "lifecycle_stage = 'it''s'"),
        *("recency_days is not null", "true", "(order_count) < recency_days"),
    ]
)
conditions = st.recursive(
    comparisons,
    lambda inner: (
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(" ".join)
        | inner.map("not {}".format)
        | inner.map("({})".format)
        | inner.map("({}) is not false".format)
    ),
    max_leaves=5,
)


@settings(steady, max_examples=150)
@given(conditions)
def test_every_condition_is_let_through_and_runs(macros, condition):
    check_runs(parsed_condition(macros, condition))


@settings(steady, max_examples=300)
@given(conditions, st.sampled_from(WORDS), st.integers(0, 100), st.booleans())
def test_a_condition_with_one_word_wrong_is_refused_or_runs(macros, condition, word, at, is_added):
    words = condition.split(" ")
    at %= len(words)
    words[at : at if is_added else at + 1] = [word]
    try:
        parsed = parsed_condition(macros, " ".join(words))
    except CompilationError as refusal:
        assert "var 'key': '" in str(refusal)
        return
    check_runs(parsed)


# What the tests above call as macros, as a user meets it. One of each kind.
COMMANDS = [
    (
        "parse",
        {"inputs": {}},
        "var 'inputs': 'order_lines' is required: map it to a path, a relation or a model.",
    ),
    (
        "parse",
        {"inputs": "lines.csv"},
        "var 'inputs': 'lines.csv' is not a mapping; give one from input names to where the data "
        "is.",
    ),
    (
        "parse",
        {"as_of_date": "2017/01/01"},
        "var 'as_of_date': '2017/01/01' is not a date; write it as YYYY-MM-DD.",
    ),
    (
        "parse",
        {"rfm": {"bins": 1, "cut_points_every_months": 1, "cut_points_of": "window"}},
        "var 'rfm.bins': '1' is not a whole number from 2 to 9.",
    ),
    (
        "parse",
        {"segmentations": [{**VALUE, "algorithm": "magic"}]},
        "var 'segmentations.value.algorithm': 'magic' is not one of kmeans",
    ),
    (
        "compile --select segment_assignments",
        {"segmentations": [{**VALUE, "features": ["recency"]}]},
        "var 'segmentations.value.features': 'recency' is not a numeric feature; the",
    ),
    (
        "parse",
        {"refit": ["valeu"]},
        "var 'refit': 'valeu'",
    ),
]


@pytest.mark.parametrize(("command", "variables", "sentence"), COMMANDS)
def test_a_command_prints_one_sentence_and_no_traceback(stage, command, variables, sentence):
    project = stage.project(f"refused {COMMANDS.index((command, variables, sentence))}")
    project.dbt(*command.split(), **variables).refused(sentence)


def test_the_scorer_has_a_slot_for_every_center_of_a_tree(macros):
    declared = {"segmentations": [{**VALUE, "algorithm": "hierarchical"}]}
    (spec,) = macros.call("segmentations", declared)
    shape = macros.call("scoring_shape", declared, spec)
    assert shape["form"] == "lists"
    assert shape["center_count"] == LEAVES
