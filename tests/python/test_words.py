"""What is said of segments and customers is true, on shops that are unlike each other."""

from __future__ import annotations

import operator

import pandas as pd
import pytest
from harness import Project, Stage, write_csv
from shops import COLUMNS, SHOPS, rows_of

COMPARE = {">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le}
# The demo and two others always, the rest with what takes long.
ALWAYS = {"demo", "mostly gone", "mostly once"}


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(name, marks=[] if name in ALWAYS else [pytest.mark.long])
        for name in ["demo", *SHOPS]
    ],
)
def shop(request, stage: Stage) -> Project:
    """A shop, built with all data tests, among them those that judge each claim."""
    if request.param == "demo":
        project = request.getfixturevalue("demo")
    else:
        project = stage.project(request.param)
        write_csv(project.file("lines.csv"), COLUMNS, rows_of(request.param))
        project.variables = {
            "inputs": {"order_lines": stage.mapping("lines.csv", COLUMNS)},
            "category_groups": None,
        }
        project.dbt("build", "--exclude-resource-type", "unit_test").succeeded()
    project.shop = request.param
    return project


@pytest.fixture(scope="module")
def members(shop) -> pd.DataFrame:
    """One row per customer and segmentation, with features and segment."""
    return shop.frame(
        "select features.*, segments.segmentation, segments.segment_id, "
        "segments.no_segment_reason from segments.customer_segments as segments inner join "
        "features.latest_customer_features as features using (customer_id)"
    )


def test_every_claim_is_true_of_the_customers(shop, members):
    """Counted with pandas: seven in ten meet it, or the text says "some"."""
    claims = shop.frame("from words.claims where met_share is not null")
    assert len(claims) > 20
    for claim in claims.itertuples():
        if claim.said_in == "lifecycle stage":
            found = members.drop_duplicates("customer_id")
            found = found[found.lifecycle_stage == claim.said]
            if found.empty:
                continue
        else:
            found = members[
                (members.segmentation == claim.segmentation)
                & (members.segment_id == claim.segment_id)
            ]
        values = found[claim.feature].astype(float)
        share = COMPARE[claim.operator](values, claim.value).mean()
        assert share == pytest.approx(claim.met_share, abs=1e-9), claim
        assert share >= (0.7 if "some" not in claim.said else 0.1), claim


def test_nothing_is_said_without_a_claim(shop):
    claims = shop.frame("select distinct segmentation, segment_id, said_in, said from words.claims")
    known = set(claims.itertuples(index=False, name=None))
    names = shop.query(
        "select segmentation, segment_id, own_name from words.segment_names "
        "where own_name not like 'Mixed%'"
    )
    traits = shop.query("select segmentation, segment_id, trait from words.segment_traits")
    warnings = shop.query("select segmentation, segment_id, sentence from words.segment_warnings")
    for said_in, texts in {"name": names, "trait": traits, "warning": warnings}.items():
        for segmentation, segment_id, text in texts:
            assert (segmentation, segment_id, said_in, text) in known


def test_frequent_is_not_said_of_few_orders(shop, members):
    said = shop.query(
        "select segmentation, segment_id, own_name from words.segment_names union "
        "select segmentation, segment_id, trait from words.segment_traits"
    )
    for segmentation, segment_id, words in said:
        if "frequent" in words.lower().replace("infrequent", ""):
            own = members[
                (members.segmentation == segmentation) & (members.segment_id == segment_id)
            ]
            assert own.order_count.median() >= 3, words
        if "on time" in words.lower():
            own = members[
                (members.segmentation == segmentation) & (members.segment_id == segment_id)
            ]
            assert (own.cycles_since_last_order <= 1).mean() >= 0.7, words


def test_what_is_said_of_one_customer_fits_together(shop):
    found = shop.query(
        "select sum(customer_share) filter (contradiction is not null), sum(customer_share) "
        "from activation.word_combinations"
    )
    assert (found[0][0] or 0) < 0.03
    assert found[0][1] == pytest.approx(1)
    # The lifecycle leads: no class speaks of leaving of somebody who stays.
    assert not shop.query(
        "from rfm.customer_rfm inner join features.customer_features "
        "using (customer_id, as_of_date) where (lifecycle_stage in ('at risk', 'dormant')) <> "
        "(rfm_class in ('About To Sleep', 'At Risk', 'Cannot Lose Them', 'Hibernating', 'Lost'))"
    )


def test_value_is_of_those_who_bought_and_kept(shop, members):
    value = members[members.segmentation == "value"]
    inside = (value.order_count_365d >= 1) & (value.net_revenue_365d.astype(float) > 0)
    assert (value.segment_id.notna() == inside).all()
    assert set(value.no_segment_reason[~inside]) <= {"outside_population"}
    outside = shop.query(
        "select outside_population_count from segments.segmentations where segmentation = 'value'"
    )
    assert outside == [(int((~inside).sum()),)]


def test_every_segment_has_its_line_of_the_playbook(shop):
    texts = ["message", "offer", "channel", "kpi", "service_level", "priority", "archetype_words"]
    missing = " or ".join(f"{text} is null" for text in texts)
    assert not shop.query(f"from segments.segments where {missing}")
    assert not shop.query(
        "select segmentation, priority from segments.segments group by all having count(*) > 1"
    )


def test_the_shop_is_told_what_it_is_like(shop, members):
    facts = dict(shop.query("select fact, value from segments.shop_facts"))
    sentences = dict(shop.query("select fact, sentence from segments.shop_facts"))
    customers = members.drop_duplicates("customer_id")
    customers = customers[customers.order_count >= 1]
    revenue = customers.net_revenue_365d.astype(float).sort_values(ascending=False)
    bought = revenue[revenue > 0]
    top = revenue.head(-(-len(customers) // 100))
    assert facts["customers"] == len(customers)
    assert facts["one_time_share"] == pytest.approx((customers.order_count == 1).mean())
    assert facts["dormant_share"] == pytest.approx((customers.lifecycle_stage == "dormant").mean())
    assert facts["no_order_in_window_share"] == pytest.approx(
        (customers.order_count_365d == 0).mean()
    )
    assert facts["net_returner_share"] == pytest.approx(
        ((customers.order_count_365d >= 1) & (customers.net_revenue_365d.astype(float) <= 0)).mean()
    )
    assert facts["top_1_percent_revenue_share"] == pytest.approx(top[top > 0].sum() / bought.sum())
    assert facts["largest_customer_revenue_share"] == pytest.approx(bought.max() / bought.sum())
    told = shop.query("select description from segments.segmentations where segmentation = 'value'")
    if shop.shop == "mostly once":
        assert "ordered once" in told[0][0]
        assert "tells few of them apart" in sentences["one_time_share"]
    if shop.shop == "net returners":
        assert facts["net_returner_share"] * len(customers) == pytest.approx(6)
    if shop.shop == "a whale":
        assert facts["largest_customer_revenue_share"] > 0.9
    if shop.shop == "demo":
        assert "ordered once" not in told[0][0]
    briefs = shop.query("select brief from segments.segment_briefs")
    assert all(sentences["customers"] in brief for (brief,) in briefs)
