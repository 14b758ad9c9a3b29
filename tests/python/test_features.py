"""What the families declare of their features."""

from __future__ import annotations

import re

import pytest

from tools.features import ROOM, declared

COLUMNS = declared(ROOM)
META = {column["name"]: column["config"]["meta"] for column in COLUMNS}


@pytest.mark.parametrize(
    ("unit", "transform"),
    [("currency", "log1p"), ("orders", "log1p"), ("-1 to 1", "none"), ("0 to 1", "none")],
)
def test_skewed_amounts_are_compared_by_their_logarithm_and_bounded_ones_as_they_are(
    unit, transform
):
    found = {
        name: meta.get("transform", "none")
        for name, meta in META.items()
        if meta.get("unit") == unit
    }
    assert found
    assert found == dict.fromkeys(found, transform)


def test_what_a_feature_measures_is_said_to_people_before_the_first_semicolon():
    """Descriptions of segments quote that part."""
    of_the_project = re.compile(r"`|\b(?:var|seed)\b|\b(?!as_of_date)\w+_\w")
    quoted = {
        column["name"]: column["description"].split(";")[0]
        for column in COLUMNS
        if column["config"]["meta"].get("words") and "doc(" not in column["description"]
    }
    assert len(quoted) > 100
    assert not {name: text for name, text in quoted.items() if of_the_project.search(text)}
