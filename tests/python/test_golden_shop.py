"""A small shop whose every number was worked out by hand: tests/fixtures/golden_shop.md."""

from __future__ import annotations

import math
import shutil
from datetime import date

import pytest
import yaml
from harness import NO_TESTS, ROOT, Project, Stage

FIXTURES = ROOT / "tests" / "fixtures"
LIFECYCLE = yaml.safe_load((ROOT / "dbt_project.yml").read_text())["vars"]["lifecycle"]
DAYS = {"feb": date(2024, 2, 29), "mar": date(2024, 3, 15)}
INPUTS = [
    *("order_lines", "products", "customers", "campaign_contacts", "campaign_responses"),
    *("web_sessions", "email_events", "support_tickets", "reviews", "product_usage"),
    "area_attributes",
    "custom_parameters",
]

# Tables that one fixture describes, with their keys.
UNDATED = {
    "facts.orders": "customer_id order_id ordered_month returned_on",
    "facts.order_gaps": "customer_id ordered_on",
    "facts.new_product_days": "customer_id ordered_on",
    "facts.customer_category_days": "customer_id ordered_on category subcategory",
    "facts.customer_brand_days": "customer_id ordered_on brand",
    "facts.category_prices": "ordered_month subcategory",
    "facts.known_customers": "customer_id",
    "features.campaign_response_shares": "customer_id campaign_type channel_type",
    "features.customer_area_attributes": "customer_id attribute",
    "fits.rfm_cut_points": "as_of_date score cut_number",
    "segments.customer_segments": "customer_id",
}
# Tables with a row per customer and day, and a fixture for each day.
FAMILIES = (
    "spending basket discount return category category_group brand product price order_gap timing "
    "channel return_reason margin web email campaign support review usage "
    "engagement area demographic"
)
DATED = [
    *(f"features.{family}_features" for family in [*FAMILIES.split(), "lifecycle", "wide"]),
    "features.observed_customers",
    "rfm.customer_rfm",
    "segments.segment_assignments",
]


@pytest.fixture(scope="session")
def golden(stage: Stage) -> Project:
    """The golden shop, built on 15 March 2024 with 29 February before it; nobody writes to it."""
    project = stage.project("golden")
    mappings = {}
    for name in INPUTS:
        file = FIXTURES / f"golden_{name}.csv"
        shutil.copy(file, project.file(file.name))
        mappings[name] = stage.mapping(file.name, columns_of(file))
    parameters = mappings.pop("custom_parameters")["path"]
    project.variables = {
        "inputs": mappings,
        "as_of_date": str(DAYS["mar"]),
        "history_months": 1,
        "features_to_adopt": ["search", "export", "sharing"],
        "area_features": ["median_income", "density"],
        # Few customers have a purchase cycle of their own, and the others are judged by theirs.
        "lifecycle": {**LIFECYCLE, "minimum_customers_for_shop_cycle": 1},
        "segmentations": [
            {
                "name": "freshness",
                "algorithm": "custom",
                "population": "order_count >= 1",
                "features": ["recency_days"],
                "transforms": {"recency_days": "none"},
                "parameters": {"path": parameters},
            }
        ],
    }
    project.dbt("build", *NO_TESTS).succeeded()
    return project


@pytest.fixture(scope="session")
def after_ninety_days(golden: Project) -> Project:
    """The same warehouse, built once more when 91 days have followed 29 February."""
    project = golden.copy("golden after ninety days")
    last_day = {"as_of_date": "2024-05-30", "history_months": 3}
    project.dbt("build", *NO_TESTS, "--select", "+segment_validation", **last_day).succeeded()
    return project


def columns_of(file) -> list[str]:
    """The header of a CSV file."""
    return file.read_text().splitlines()[0].split(",")


def differences(project: Project, table: str, fixture: str, keys: str, **only) -> list[str]:
    """Where a table differs from a fixture, in the columns and by the keys of the fixture.

    Numbers of type DOUBLE are alike to 1e-9, all others and texts are equal. Keyword arguments
    name the rows of the table that the fixture describes.
    """
    file = FIXTURES / f"{fixture}.csv"
    columns = columns_of(file)
    where = " and ".join(f"{name} = '{value}'" for name, value in only.items()) or "true"
    with project.connection() as connection:
        types = {name: kind for name, kind, *_ in connection.sql(f"describe {table}").fetchall()}
        casts = ", ".join(f'cast("{name}" as {types[name]})' for name in columns)
        sources = f"read_csv('{file}', all_varchar = true, nullstr = '')", f"{table} where {where}"
        expected, actual = (
            connection.sql(f"select {casts} from {source}").fetchall() for source in sources
        )
    found = [] if len(expected) == len(actual) else [f"{len(actual)} rows, not {len(expected)}"]
    expected, actual = (
        {tuple(str(row[columns.index(key)]) for key in keys.split()): row for row in rows}
        for rows in (expected, actual)
    )
    found += [f"{key}: no row" for key in expected.keys() - actual.keys()]
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
def test_one_fixture_describes_the_table(golden, table, keys):
    name = table.split(".")[1]
    assert not differences(golden, table, f"golden_{name}", keys)


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("table", DATED)
def test_customers_are_described_on_both_days(golden, table, day):
    name = table.split(".")[1]
    assert not differences(
        golden, table, f"golden_{name}_{day}", "customer_id", as_of_date=DAYS[day]
    )


def test_profiles_of_four_features(golden):
    table = (
        "(from segments.segment_profiles where feature in "
        f"(select feature from '{FIXTURES}/golden_segment_profiles.csv'))"
    )
    assert not differences(golden, table, "golden_segment_profiles", "feature segment_id")


def test_what_lies_after_the_day_is_refused_until_then(golden):
    refused = golden.query(
        "select rejection_reason, count(*) from inputs.rejected_rows group by all order by all"
    )
    assert refused == [("future_ordered_at", 6), ("future_started_at", 1)]


def test_outcomes_of_the_ninety_days_after(after_ninety_days):
    table = "fits.segment_validation"
    assert not differences(after_ninety_days, table, "golden_segment_validation", "segment_id")


def test_thirteen_customers_are_too_few_to_warn_of(golden):
    assert golden.query("from words.segment_warnings") == []
