"""A small shop whose every number was worked out by hand: tests/fixtures/golden_shop.md."""

from __future__ import annotations

import math
import shutil
from datetime import date

import pytest
from harness import NO_TESTS, ROOT, Project, Stage

FIXTURES = ROOT / "tests" / "fixtures"
FEBRUARY, MARCH = date(2024, 2, 29), date(2024, 3, 15)
DAYS = {"feb": FEBRUARY, "mar": MARCH}
INPUTS = ["order_lines", "products", "customers", "campaign_responses"]
# Tables of events, with their keys, and tables of customers, one row each a day.
UNDATED = {
    "features.orders": "customer_id order_id ordered_month returned_on",
    "features.order_gaps": "customer_id ordered_on",
    "features.new_product_days": "customer_id ordered_on",
    "features.customer_category_days": "customer_id ordered_on category subcategory",
    "features.customer_brand_days": "customer_id ordered_on brand",
    "features.category_prices": "ordered_month subcategory",
    "features.known_customers": "customer_id",
    "fits.rfm_cut_points": "as_of_date score cut_number",
}
FAMILIES = "spending basket discount return category brand product price order_gap timing channel"
DATED = [
    *(f"features.{family}_features" for family in [*FAMILIES.split(), "lifecycle", "customer"]),
    "features.observed_customers",
    "segments.customer_rfm",
]


@pytest.fixture(scope="session")
def golden(stage: Stage) -> Project:
    """The golden shop, built on 15 March 2024 with 29 February before it; nobody writes to it."""
    project = stage.project("golden")
    inputs = {}
    for name in INPUTS:
        file = FIXTURES / f"golden_{name}.csv"
        shutil.copy(file, project.file(file.name))
        inputs[name] = stage.mapping(file.name, file.read_text().splitlines()[0].split(","))
    project.variables = {"inputs": inputs, "as_of_date": str(MARCH), "history_months": 1}
    project.dbt("build", *NO_TESTS).succeeded()
    return project


def differences(project: Project, table: str, fixture: str, keys: list[str], **only) -> list[str]:
    """Where a table differs from a fixture, in the columns and by the keys of the fixture.

    Numbers of type DOUBLE are alike to 1e-9, all others and texts are equal. Keyword arguments
    name the rows of the table that the fixture describes.
    """
    file = FIXTURES / f"{fixture}.csv"
    columns = file.read_text().splitlines()[0].split(",")
    where = " and ".join(f"{name} = '{value}'" for name, value in only.items()) or "true"
    with project.connection() as connection:
        types = {name: kind for name, kind, *_ in connection.sql(f"describe {table}").fetchall()}
        casts = ", ".join(f'cast("{name}" as {types[name]})' for name in columns)
        sources = f"read_csv('{file}', all_varchar = true, nullstr = '')", f"{table} where {where}"
        expected, actual = (
            {
                tuple(str(row[columns.index(key)]) for key in keys): row
                for row in connection.sql(f"select {casts} from {source}").fetchall()
            }
            for source in sources
        )
    found = [f"{key}: no row" for key in expected.keys() - actual.keys()]
    found += [f"{key}: not expected" for key in actual.keys() - expected.keys()]
    for key in expected.keys() & actual.keys():
        for name, hand, built in zip(columns, expected[key], actual[key], strict=True):
            if not alike(hand, built):
                found.append(f"{key} {name}: {hand} by hand, {built} built")
    return sorted(found)


def alike(hand: object, built: object) -> bool:
    """Whether two values are equal, doubles to 1e-9 of their size."""
    if isinstance(hand, float) and isinstance(built, float):
        return math.isclose(hand, built, rel_tol=1e-9, abs_tol=1e-12)
    return hand == built


@pytest.mark.parametrize(("table", "keys"), UNDATED.items())
def test_what_happened(golden, table, keys):
    room, name = table.split(".")
    assert not differences(golden, table, f"golden_{name}", keys.split())


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("table", DATED)
def test_what_is_known_on_a_day(golden, table, day):
    room, name = table.split(".")
    fixture = f"golden_{name}_{day}"
    assert not differences(golden, table, fixture, ["customer_id"], as_of_date=DAYS[day])
