"""Warehouses that several tests read."""

from __future__ import annotations

from datetime import date

import pytest
from families import FAMILIES, build_families, scored_family
from harness import FOUR_COLUMNS, HOSTILE, Project, Stage, order_lines, write_csv
from hypothesis import HealthCheck, settings

# No test depends on how fast the machine is.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

# What takes longest comes first, so that no worker is left with it alone at the end.
FIRST = ["demo", "spark", "test_next_day", "test_faults", "test_kills"]


def group(item: pytest.Item) -> str:
    """What a test has in common with those that belong into one worker: a warehouse, or a file."""
    if "demo" in item.fixturenames:
        return "demo"
    return "spark" if item.get_closest_marker("spark") else item.path.stem


def place(item: pytest.Item) -> int:
    """Where in the order of groups a test comes."""
    name = group(item)
    return FIRST.index(name) if name in FIRST else len(FIRST)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Give every test its group, for `--dist loadgroup`."""
    item.add_marker(pytest.mark.xdist_group(group(item)))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the groups in order."""
    items.sort(key=place)


@pytest.fixture(scope="session")
def stage(tmp_path_factory):
    """Where projects live."""
    stage = Stage(tmp_path_factory.mktemp("stage"))
    yield stage
    stage.close()


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

    The customers' names are hostile, and six rows are unusable.
    """
    project = stage.project("small", stage.four_columns)
    customers = HOSTILE + [f"customer {number}" for number in range(80)]
    lines = order_lines(customers, date(2024, 1, 3), date(2024, 5, 20))
    unusable = [
        ("", "c", "2024-02-01", "1"),
        ("o", " ", "2024-02-01", "1"),
        ("o", "c", "2024-02-30", "1"),
        ("o", "c", "2024-02-01", "a lot"),
        ("o", "c", "2031-01-01", "1"),
        lines[0],
    ]
    write_csv(project.file("lines.csv"), FOUR_COLUMNS, lines + unusable)
    project.lines = lines
    project.built = project.dbt("build", "--exclude-resource-type", "unit_test").succeeded()
    return project
