"""What the pages of the other warehouses say is missing is what is missing."""

from __future__ import annotations

import re

import pytest
from harness import ROOT

from tools.warehouses.missing import gaps, placeholders


@pytest.mark.parametrize("warehouse", ["snowflake", "bigquery", "databricks"])
def test_a_page_lists_the_macros_that_are_missing(warehouse):
    page = (ROOT / "docs" / "warehouses" / f"{warehouse}.md").read_text()
    row = re.search(r"^\| macros that are missing \| (.*) \|$", page, re.M)
    assert re.findall(r"`(\w+)`", row[1]) == [gap.name for gap in gaps(warehouse)]


@pytest.mark.parametrize("warehouse", ["snowflake", "bigquery"])
def test_the_shared_page_says_what_each_missing_macro_is_to_do(warehouse):
    page = (ROOT / "docs" / "warehouses" / "README.md").read_text()
    explained = set(re.findall(r"^\| `(\w+)` \|", page, re.M))
    assert {gap.name for gap in gaps(warehouse)} <= explained


def test_what_runs_is_not_missing():
    assert gaps("sparkpy") == []


def test_a_macro_of_ones_own_closes_a_gap(tmp_path):
    (tmp_path / "both.sql").write_text(
        "{% macro twice(x) %}{{ adapter.dispatch('twice')(x) }}{% endmacro %}\n"
        "{# {% macro snowflake__twice(x) %}in a comment{% endmacro %} #}\n"
        "{% macro duckdb__twice(x) %}2 * {{ x }}{% endmacro %}\n"
    )
    assert [gap.name for gap in gaps("snowflake", tmp_path)] == ["twice"]
    assert "snowflake__twice(x)" in placeholders("snowflake", gaps("snowflake", tmp_path))
    (tmp_path / "own.sql").write_text("{% macro snowflake__twice(x) %}{{ x }} * 2{% endmacro %}\n")
    assert gaps("snowflake", tmp_path) == []
    assert [gap.name for gap in gaps("bigquery", tmp_path)] == ["twice"]


def test_a_method_of_our_own_adapter_is_no_implementation_elsewhere(tmp_path):
    (tmp_path / "found.sql").write_text(
        "{% macro found(path) %}{{ adapter.dispatch('found')(path) }}{% endmacro %}\n"
        "{% macro spark__found(path) %}{{ adapter.found_file(path) }}{% endmacro %}\n"
    )
    assert [gap.name for gap in gaps("databricks", tmp_path)] == ["found"]
    assert gaps("sparkpy", tmp_path) == []
