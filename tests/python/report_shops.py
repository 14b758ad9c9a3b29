"""Shops whose report is unlike the demo's: ten segmentations, one of two segments, six weeks."""

from __future__ import annotations

from datetime import date

import yaml
from harness import FOUR_COLUMNS, NO_TESTS, ROOT, Project, Stage, order_lines, write_csv

from tools import generator

VALUE = ["recency_days", "order_count_365d", "net_revenue_365d"]


def built(project: Project) -> Project:
    """The project, built without its tests, which other shops run."""
    project.dbt("build", *NO_TESTS).succeeded()
    return project


def ten_segmentations(stage: Stage) -> Project:
    """A shop with every input that the report reads, the shipped segmentations and five more."""
    project = stage.project("ten segmentations")
    generator.generate(project.file("shop"), 16_000, 800, threads=2)
    shipped = yaml.safe_load((ROOT / "dbt_project.yml").read_text())["vars"]["segmentations"]
    more = [
        {"name": f"value_of_{count}", "segments": count, "features": VALUE} for count in range(3, 8)
    ]
    project.variables = {
        "inputs": generator.inputs(stage.current / "shop"),
        "segmentations": shipped + more,
    }
    return built(project)


def two_segments(stage: Stage) -> Project:
    """A year of a shop whose only segmentation divides its customers in two."""
    halves = {"name": "halves", "segments": 2, "features": VALUE}
    project = stage.project("two segments", {**stage.four_columns, "segmentations": [halves]})
    customers = [f"customer {number}" for number in range(80)]
    lines = order_lines(customers, date(2023, 6, 3), date(2024, 6, 30))
    write_csv(project.file("lines.csv"), FOUR_COLUMNS, lines)
    return built(project)


def six_weeks(stage: Stage) -> Project:
    """A shop that opened six weeks ago."""
    project = stage.project("six weeks", stage.four_columns)
    customers = [f"customer {number}" for number in range(80)]
    lines = order_lines(customers, date(2024, 1, 8), date(2024, 2, 18))
    write_csv(project.file("lines.csv"), FOUR_COLUMNS, lines)
    return built(project)


SHOPS = {
    "ten segmentations": ten_segmentations,
    "two segments": two_segments,
    "six weeks": six_weeks,
}
