"""The Python model that names the segments: what it reads, and that it remembers."""

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
    [("value", "Spenders", "spend", 1, None, None), ("value", "Regulars", "rhythm", 1, None, None)],
    columns=["segmentation", "archetype", "feature", "direction", "at_least", "at_most"],
)
OVERRIDES = pd.DataFrame(
    columns=["segmentation", "segment_id", "instead_of", "segment_name"], dtype="string"
)


def build(connection, spend: float, rhythm: float, is_look: bool = False) -> list[tuple]:
    """What the model makes of one segment with these levels, kept as dbt keeps it."""
    levels = pd.DataFrame(
        [("value", 1, "spend", spend, True), ("value", 1, "rhythm", rhythm, True)],
        columns=["segmentation", "segment_id", "feature", "level", "is_own"],
    )
    words = levels.assign(direction=1, archetype=None, is_true=levels.level > 0)
    tables = {
        "segment_levels": levels,
        "segment_sizes": pd.DataFrame(
            [("value", 1, "fit")], columns=["segmentation", "segment_id", "fit_id"]
        ),
        "as_of": pd.DataFrame({"is_look": [is_look]}),
        "segment_words": words,
        "segment_archetypes": ARCHETYPES,
        "feature_catalogue": CATALOGUE,
        "segment_name_overrides": OVERRIDES,
    }
    dbt = SimpleNamespace(
        config=lambda **options: None,
        ref=lambda name: duckdb.from_df(tables[name]),
        this=SimpleNamespace(database="memory", schema="main", identifier="segment_names"),
    )
    model = runpy.run_path(str(ROOT / "python_models/words/segment_names.py"))["model"]
    rows = model(dbt, connection)  # noqa: F841
    connection.execute("create or replace table segment_names as from rows")
    return connection.sql("select fit_id, segment_id, segment_name from segment_names").fetchall()


def test_a_name_is_kept_from_build_to_build_while_it_is_true():
    with duckdb.connect() as connection:
        assert build(connection, 1.0, 0.5) == [("fit", 1, "Spenders")]
        # Rhythm tells more now, but the name is still true.
        assert build(connection, 0.8, 2.0) == [("fit", 1, "Spenders")]
        assert build(connection, -0.8, 2.0) == [("fit", 1, "Regulars")]
    with duckdb.connect() as connection:
        assert build(connection, 0.8, 2.0) == [("fit", 1, "Regulars")]


def test_a_look_leaves_no_name():
    with duckdb.connect() as connection:
        assert build(connection, 1.0, 0.5, is_look=True) == [("fit", 1, "Spenders")]
        assert build(connection, 0.8, 2.0) == [("fit", 1, "Regulars")]
