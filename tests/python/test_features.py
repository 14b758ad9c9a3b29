"""What the families declare of their features."""

from __future__ import annotations

import pytest

from tools.features import ROOM, declared

META = {column["name"]: column["config"]["meta"] for column in declared(ROOM)}


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
