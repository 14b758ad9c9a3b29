"""Warehouses that several tests read."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from families import FAMILIES, build_families, scored_family
from harness import (
    FOUR_COLUMNS,
    HOSTILE,
    PLACEHOLDERS,
    ROOT,
    Project,
    Stage,
    order_lines,
    write_csv,
)
from hypothesis import HealthCheck, settings
from project_macros import Macros
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

# No test depends on how fast the machine is.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

# Groups that take longest come first, so that no worker is left with one alone at the end.
FIRST = [
    "demo",
    "spark",
    "test_next_day",
    "test_ledger",
    "test_category_groups",
    "test_faults",
    "test_kills",
]
READS_THE_DEMO = re.compile(r"^def \w+\(.*\b(demo|families|scored)\b", re.M)


@cache
def group(file: str) -> str:
    """What the tests of a file read: the demo, Spark, or warehouses of their own."""
    text = (ROOT / file).read_text()
    if READS_THE_DEMO.search(text):
        return "demo"
    return "spark" if "mark.spark" in text else Path(file).stem


class ByWarehouse(LoadScopeScheduling):
    """Gives all tests of a group to one worker, so that it alone builds what they read.

    xdist's own `loadgroup` does not see the marks under pytest 9.2.
    """

    def _split_scope(self, nodeid: str) -> str:
        return group(nodeid.split("::")[0])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByWarehouse:
    """How tests are given to workers."""
    return ByWarehouse(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the groups in order."""
    order = {name: number for number, name in enumerate(FIRST)}
    items.sort(key=lambda item: order.get(group(item.nodeid.split("::")[0]), len(order)))


@pytest.fixture(scope="session")
def stage(tmp_path_factory):
    """Where projects live."""
    stage = Stage(tmp_path_factory.mktemp("stage"))
    yield stage
    stage.close()


@pytest.fixture(scope="session")
def macros(stage: Stage) -> Macros:
    """The project's macros."""
    return Macros(stage)


@pytest.fixture(scope="session")
def demo(stage: Stage) -> Project:
    """The demo, built once with every dbt test; tests read it and copy it, none writes to it."""
    project = stage.project("demo")
    # A parse that was kept would not repeat its warnings.
    strict = ("--warn-error", "--no-partial-parse", "--write-json")
    project.built = project.dbt(*strict, "build").succeeded()
    return project


@pytest.fixture(scope="session")
def families(demo: Project) -> Project:
    """The demo with a segmentation of every kind; nobody writes to it."""
    return build_families(demo)


@pytest.fixture(scope="session", params=FAMILIES)
def scored(request, families: Project):
    """A fit, its sample, and all customers with their features and assignments."""
    return scored_family(families, request.param)


@pytest.fixture(scope="session")
def small(stage: Stage) -> Project:
    """A CSV of order lines in four columns, built, tested and published; nobody writes to it.

    The customers' names are hostile, and seven rows are unusable.
    """
    project = stage.project("small", stage.four_columns)
    customers = [name for name in HOSTILE if name not in PLACEHOLDERS]
    customers += [f"customer {number}" for number in range(80)]
    lines = order_lines(customers, date(2024, 1, 3), date(2024, 5, 20))
    unusable = [
        ("", "c", "2024-02-01", "1"),
        ("o", " ", "2024-02-01", "1"),
        ("o", "Guest", "2024-02-01", "1"),
        ("o", "c", "2024-02-30", "1"),
        ("o", "c", "2024-02-01", "a lot"),
        ("o", "c", "2031-01-01", "1"),
        lines[0],
    ]
    write_csv(project.file("lines.csv"), FOUR_COLUMNS, lines + unusable)
    project.lines = lines
    project.built = project.dbt("build", "--exclude-resource-type", "unit_test").succeeded()
    return project
