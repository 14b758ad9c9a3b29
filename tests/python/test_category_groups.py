"""Category groups of a shop that is no grocer: its largest categories, or groups of its own."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from harness import NO_TESTS, Project, Stage, write_csv

# Nine, one more than are compared; the last is the smallest.
CATEGORIES = ["ELECTRONICS", "Books", "Toys", "Garden", "Sports", "Music", "Shoes", "Tea", "Pens"]
# One customer in nine leans to none.
LEANINGS = [*CATEGORIES[:-1], None]
AFFINITY = {
    "name": "product_affinity",
    "needs": ["products.category"],
    "segments": 9,
    "population": "order_count_365d >= 5",
    "features": ["category_groups"],
    "minimum_stability": 0.1,
}


@pytest.fixture(scope="module")
def shop(stage: Stage) -> dict:
    """Mappings of order lines and products of 270 customers, each leaning to a category or none."""
    random = np.random.default_rng(5)
    folder = stage.folder / "electronics"
    folder.mkdir(exist_ok=True)
    lines = []
    for customer in range(270):
        leaning = LEANINGS[customer % len(LEANINGS)]
        for order in range(8):
            day = datetime(2024, 1, 1, 12) + timedelta(days=int(random.integers(0, 300)))
            for line in range(4):
                is_own = leaning and random.random() < 0.75
                category = leaning if is_own else CATEGORIES[int(random.integers(9))]
                amount = 1 if category == "Pens" else 20 + customer % 7
                order_id = f"{customer}-{order}"
                lines.append((order_id, f"c{customer}", day, amount, f"p-{category}", line))
    columns = ["order_id", "customer_id", "ordered_at", "amount", "product_id", "line"]
    write_csv(folder / "lines.csv", columns, lines)
    products = [(f"p-{category}", category) for category in CATEGORIES]
    write_csv(folder / "products.csv", ["product_id", "category"], products)
    return {
        "order_lines": {
            "path": str(folder / "lines.csv"),
            "columns": {name: name for name in columns if name != "line"},
        },
        "products": {
            "path": str(folder / "products.csv"),
            "columns": {"product_id": "product_id", "category": "category"},
        },
    }


@pytest.fixture(scope="module")
def largest(stage: Stage, shop) -> Project:
    """The shop with its largest categories compared, and tested."""
    variables = {
        "inputs": shop,
        "segmentations": [AFFINITY],
        "category_groups": None,
        "history_months": 1,
    }
    project = stage.project("largest categories", variables)
    project.dbt("build", "--exclude-resource-type", "unit_test").succeeded()
    return project


def test_the_largest_categories_are_compared_by_number(largest):
    known = dict(largest.query("select category_group, category from features.largest_categories"))
    assert set(known) == {str(number) for number in range(1, 9)}
    assert set(known.values()) == set(CATEGORIES) - {"Pens"}
    number = next(number for number, category in known.items() if category == "Books")
    assert largest.query(
        "select count(*) from features.category_group_shares join features.wide_features "
        "using (customer_id, as_of_date) where category_group = 'Books' "
        f"and revenue_share_365d <> category_{number}_share_365d"
    ) == [(0,)]
    assert largest.query(
        "select meaning, high_label, low_label from features.feature_catalogue "
        f"where feature = 'category_{number}_share_365d'"
    ) == [
        (
            "Share of the revenue with a known category in Books, last 365 days",
            "much books",
            "little books",
        )
    ]


def test_segments_are_named_by_the_category_they_lean_to(largest):
    names = {
        (leaning, name)
        for leaning, name, count in largest.query(
            "select cast(substr(customer_id, 2) as int) % 9 as leaning, segment_name, count(*) "
            "from segments.customer_segments group by all"
        )
        if count > 20
    }
    assert names == {
        *(
            (number, f"{name.capitalize()} Enthusiasts")
            for number, name in enumerate(LEANINGS[:-1])
        ),
        (8, "Multi-Category Shoppers"),
    }
    playbook = dict(largest.query("select segment_name, message from segments.segments"))
    assert "Books" in playbook["Books Enthusiasts"]
    assert all(playbook.values())


def test_the_first_choice_of_categories_stays(largest):
    project = largest.copy("later categories")
    known = project.query("from features.largest_categories order by all")
    lines = project.variables["inputs"]["order_lines"]["path"]
    file = project.file("more lines.csv")
    # Pens become the category with the most revenue.
    text = Path(lines).read_text()
    file.write_text(text + "new,c0,2024-11-01 12:00:00,99999,p-Pens,0\n")
    project.variables = {
        **project.variables,
        "inputs": {
            **project.variables["inputs"],
            "order_lines": {**project.variables["inputs"]["order_lines"], "path": str(file)},
        },
    }
    project.dbt("build", *NO_TESTS, "--select", "+wide_features").succeeded()
    assert project.query("from features.largest_categories order by all") == known


def test_a_shop_may_have_fewer_categories_than_are_compared(stage: Stage, shop):
    project = stage.project("three categories")
    products = [
        (f"p-{category}", category if category in LEANINGS[:3] else "") for category in CATEGORIES
    ]
    write_csv(project.file("products.csv"), ["product_id", "category"], products)
    micro_segments = {"target_size": 15, "minimum_size": 5}
    project.variables = {
        "inputs": shop | {"products": stage.mapping("products.csv", ["product_id", "category"])},
        "segmentations": [{**AFFINITY, "segments": 3, "micro_segments": micro_segments}],
        "category_groups": None,
        "history_months": 1,
    }
    project.dbt("build", "--exclude-resource-type", "unit_test").succeeded()
    names = [name for (name,) in project.query("select segment_name from segments.segments")]
    assert names
    assert all(name.split()[0] in ("Electronics", "Books", "Toys") for name in names)
    assert project.query(
        "select count(distance) = count(segment_id), count(micro_segment_id) = count(segment_id), "
        "count(segment_id) > 200 from segments.customer_segments"
    ) == [(True, True, True)]
    # A number without a category has no words, and no row in what people read.
    assert project.query(
        "select count(*) from features.feature_catalogue "
        "where feature in ('category_4_share_365d', 'category_8_share_365d') "
        "and high_label is null and low_label is null"
    ) == [(2,)]
    assert project.query(
        "select bool_or(brief like '%category_3_share_365d%'), "
        "bool_or(brief like '%category_4_share_365d%') from segments.segment_briefs"
    ) == [(True, False)]


def test_a_shop_without_the_groups_is_told_what_to_do_and_publishes(stage: Stage, shop):
    others = {"name": "value", "segments": 2, "features": ["recency_days"]}
    variables = {"inputs": shop, "segmentations": [AFFINITY, others], "history_months": 1}
    project = stage.project("groups of another shop", variables)
    project.dbt("build", "--exclude-resource-type", "unit_test").succeeded()
    assert project.query(
        "select status, reason from fits.segmentation_fits where segmentation = 'product_affinity'"
    ) == [
        (
            "skipped",
            "Segmentation 'product_affinity' is left out: it needs categories in groups, and the "
            "seed category_groups has none of the shop's; list your own there, or set the var "
            "category_groups to null to compare the largest categories.",
        )
    ]
    assert project.published.exists()


def test_groups_of_the_shops_own(stage: Stage, shop):
    groups = [{"name": "media", "high": "readers", "low": "reads little"}, "play"]
    variables = {
        "inputs": shop,
        "segmentations": [{**AFFINITY, "segments": 2}],
        "category_groups": groups,
        "history_months": 1,
    }
    project = stage.project("own groups", variables)
    project.edit(
        "seeds/category_groups.csv",
        "category,category_group\n",
        "category,category_group\nBooks,media\nMusic,media\nToys,play\nSports,play\n",
    )
    project.dbt("build", *NO_TESTS).succeeded()
    assert project.query("select count(*) from features.largest_categories") == [(0,)]
    assert project.query(
        "select feature, high_label from features.feature_catalogue "
        "where feature in ('media_share_365d', 'play_share_365d') order by all"
    ) == [("media_share_365d", "readers"), ("play_share_365d", "much play")]
    assert project.query(
        "select distinct archetype from words.segment_archetypes where is_added order by all"
    ) == [("Media Enthusiasts",), ("Multi-Category Shoppers",), ("Play Enthusiasts",)]
