"""The Python model that names the segments: which fits it names, and in what order."""

from __future__ import annotations

import runpy
from types import SimpleNamespace

import duckdb
import pandas as pd
from harness import ROOT

CATALOGUE = pd.DataFrame(
    [("spend", "spends", "saves"), ("rhythm", "often", "rarely")],
    columns=["feature", "high_label", "low_label"],
)
ARCHETYPES = pd.DataFrame(
    [("value", "Spenders", "spend", 1), ("value", "Regulars", "rhythm", 1)],
    columns=["segmentation", "archetype", "feature", "direction"],
)
OVERRIDES = pd.DataFrame(columns=["segmentation", "segment_id", "segment_name"], dtype="string")


def named(fits: list[tuple], levels: dict[str, tuple]) -> dict[tuple[str, int], str]:
    """The names that the model gives: by fit and segment.

    `fits` are id, day, attempt and status; `levels` are spend and rhythm of a fit's only segment.
    """
    columns = ["fit_id", "as_of_date", "attempt", "status"]
    measured = [
        (fit_id, 1, feature, level)
        for fit_id, both in levels.items()
        for feature, level in zip(["spend", "rhythm"], both, strict=True)
    ]
    tables = {
        "segmentation_fits": pd.DataFrame(fits, columns=columns).assign(segmentation="value"),
        "center_levels": pd.DataFrame(
            measured, columns=["fit_id", "segment_id", "feature", "level"]
        ),
        "segment_archetypes": ARCHETYPES,
        "feature_catalogue": CATALOGUE,
        "segment_name_overrides": OVERRIDES,
    }
    dbt = SimpleNamespace(
        config=lambda **options: None, ref=lambda name: duckdb.from_df(tables[name])
    )
    model = runpy.run_path(str(ROOT / "python_models/words/segment_names.py"))["model"]
    rows = model(dbt, None)
    return dict(zip(zip(rows.fit_id, rows.segment_id, strict=True), rows.segment_name, strict=True))


def test_fits_that_score_have_names_and_no_others():
    days = pd.date_range("2024-01-31", periods=4)
    statuses = ["fitted", "below_gates", "rejected", "failed"]
    fits = [(status, day, 1, status) for status, day in zip(statuses, days, strict=True)]
    found = named(fits, dict.fromkeys(statuses, (1.0, 0.0)))
    assert found == {("fitted", 1): "Spenders", ("below_gates", 1): "Spenders"}


def test_names_are_kept_from_day_to_day_and_from_attempt_to_attempt():
    # Rhythm tells more of the later fits, but they keep the name for as long as it is true.
    first, second = pd.Timestamp("2024-01-31"), pd.Timestamp("2024-02-29")
    fits = [
        ("a", second, 2, "fitted"),
        ("b", second, 1, "below_gates"),
        ("c", first, 1, "fitted"),
    ]
    drifted = (0.8, 2.0)
    found = named(fits, {"c": (1.0, 0.0), "b": drifted, "a": (0.0, 2.0)})
    assert found == {("c", 1): "Spenders", ("b", 1): "Spenders", ("a", 1): "Regulars"}
    found = named(fits, {"c": (0.0, 1.0), "b": (1.0, 0.0), "a": drifted})
    assert found == {("c", 1): "Regulars", ("b", 1): "Spenders", ("a", 1): "Spenders"}
