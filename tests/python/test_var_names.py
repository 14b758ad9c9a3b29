"""Names of vars that are nearly one of ours."""

from __future__ import annotations

import pytest
import yaml
from harness import ROOT

from centroid.warehouse.var_names import VARS, distance, misspelled, misspelled_vars


def test_the_names_are_those_of_the_project():
    declared = yaml.safe_load((ROOT / "dbt_project.yml").read_text())["vars"]
    assert list(declared) == list(VARS)
    assert misspelled(declared) == {}


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("history_month", "history_months"),
        ("historymonth", "history_months"),
        ("Refit", "refit"),
        ("segmentation", "segmentations"),
        ("lifecycel", "lifecycle"),
        ("maximum_units_per_order", None),
        ("rfn", None),
        ("start_date", None),
    ],
)
def test_a_name_that_is_nearly_ours(name, meant):
    assert misspelled([name]) == ({name: meant} if meant else {})


def test_the_distance_counts_letters():
    assert distance("refit", "refit") == 0
    assert (
        distance("refits", "refit") == distance("refi", "refit") == distance("rafit", "refit") == 1
    )
    assert distance("", "refit") == 5


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("vars: {history_month: 3, inputs: {}}", 1),
        ("vars: {centroid: {history_month: 3}, other: {history_month: 3}}", 1),
        ("vars: {centroid: 3}", 0),
        ("vars: [history_month]", 0),
        ("vars:", 0),
        ("name: shop", 0),
        ("{{", 0),
    ],
)
def test_the_project_file_is_read(tmp_path, text, count):
    file = tmp_path / "dbt_project.yml"
    file.write_text(text)
    found = misspelled_vars(file)
    assert len(found) == count
    if found:
        assert found == [
            "dbt_project.yml: var 'history_month' is not one of Centroid's and changes nothing; "
            "is history_months meant?"
        ]
    assert misspelled_vars(tmp_path / "nowhere.yml") == []


def test_the_vars_of_the_command_line_are_read(small):
    printed = small.copy("misspelled").dbt("compile", "--select", "as_of", windw=90).output
    assert "--vars: var 'windw' is not one of Centroid's and changes nothing; is window" in printed
