"""What is true of the demo, and of no other shop."""

from __future__ import annotations

import duckdb
import pytest


def test_the_demo_is_on_the_clock_of_its_shops(demo):
    # The source's own weeks change at midnight; as stored, in UTC, they change at four or five.
    first, last = demo.query("select min(ordered_at), max(ordered_at) from inputs.stg_order_lines")[
        0
    ]
    assert (str(first), str(last)) == ("2017-01-01 06:53:26", "2017-12-31 23:01:20")


def test_the_demo_is_not_warned_of(demo):
    assert "WARN=0 " in demo.built.output
    assert "1,000 customers" not in demo.built.output
    assert "six months" not in demo.built.output


def test_the_demo_fills_every_published_table(demo):
    # So it shows each kind of segmentation: posteriors, a tree, knots of a quantile transform.
    with duckdb.connect(str(demo.published), read_only=True) as published:
        empty = published.execute(
            "select table_name from main.published_tables where row_count = 0 order by all"
        ).fetchall()
    # The demo's customers have no area; the next two show seeds that are empty as shipped.
    assert empty == [
        ("features.customer_area_attributes",),
        *[("history.events",), ("history.target_months",)],
        # Nobody was erased.
        ("segments.erased_customers",),
    ]


@pytest.mark.long
def test_a_refit_that_is_asked_for_fails_no_unit_test(demo):
    demo.dbt("test", "--select", "test_type:unit", refit=["value"]).succeeded()


def test_the_demos_champions_go_on_to_spend_more_than_its_quiet_customers(demo):
    by_name = dict(
        demo.query(
            "select segments.segment_name, validation.net_revenue_next_90d "
            "from fits.segment_validation as validation inner join segments.segments as segments "
            "using (segmentation, segment_id) where segmentation = 'value'"
        )
    )
    assert by_name["VIP Champions"] > 10 * by_name["Quiet Light Buyers"] > 0
