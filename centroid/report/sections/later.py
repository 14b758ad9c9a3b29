"""Sections whose data the project does not make yet, which say so instead of vanishing."""

from __future__ import annotations

from centroid.report.data import Published
from centroid.report.figure import Missing, Section
from centroid.report.wording import Wording


def predictions(published: Published, wording: Wording) -> list[Section]:
    """Predictions."""
    reason = (
        "Centroid does not predict yet. What customers did in the 90 days after they were assigned "
        "stands with each segmentation."
    )
    return [
        Section("predictions", "Predictions", [Missing("forecasts", "What comes next", reason)])
    ]


def audiences(published: Published, wording: Wording) -> list[Section]:
    """Audiences."""
    reason = (
        "No audience is declared, as Centroid has none yet. The segments themselves can be synced "
        "from segments.customer_segments."
    )
    return [Section("audiences", "Audiences", [Missing("lists", "Whom to write to", reason)])]
