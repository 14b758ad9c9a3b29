"""What drifts is told: against the demo's own fits, and with faults put into a generated shop."""

from __future__ import annotations

import argparse
from datetime import date, datetime, timedelta

import polars as pl
import pytest

from tools.generator import LAST_DAY
from tools.monitoring.__main__ import markdown, months_before, tally
from tools.monitoring.faults import FAULTS

DAY = date(2026, 3, 18)


def test_on_the_day_of_its_fit_nothing_has_drifted(demo):
    # The demo's fits use all customers, so SQL has to find what Python stored.
    drift = demo.query(
        "select feature, population_stability_index, mean_shift, missing_share_change "
        "from monitoring.feature_drift"
    )
    assert len(drift) == 27
    for feature, *measures in drift:
        assert measures == pytest.approx([0, 0, 0], abs=1e-9), feature
    health = demo.query(
        "select segmentation, separation, separation_at_fit, rule_agreement, rule_agreement_at_fit "
        "from monitoring.fit_health"
    )
    assert len(health) == 5
    for segmentation, now, then, rules_now, rules_then in health:
        assert now == pytest.approx(then, abs=1e-8), segmentation
        assert rules_now == pytest.approx(rules_then, abs=1e-12), segmentation
    sizes = demo.query("select change_since_fit_percent from monitoring.segment_drift")
    assert [change for (change,) in sizes] == pytest.approx([0] * len(sizes), abs=1e-9)


def test_the_demo_raises_no_alarm_and_every_row_has_a_sentence(demo):
    tables = demo.query(
        "select table_name from information_schema.columns "
        "where table_schema = 'monitoring' and column_name = 'sentence' order by all"
    )
    assert len(tables) == 7
    for (table,) in tables:
        rows = demo.query(f"select status, sentence from monitoring.{table}")
        assert rows
        assert {status for status, _ in rows} == {"ok"}, table
        assert all(sentence.endswith(".") for _, sentence in rows), table


def feed() -> pl.DataFrame:
    """Two lines an hour of an order of each of four stores, on the days up to the last one."""
    rows = [
        {
            "order_id": 1000 * days + 10 * hour + store,
            "line_number": number,
            "customer_id": 1 + hour,
            "ordered_at": datetime.combine(DAY - timedelta(days=days), datetime.min.time())
            + timedelta(hours=hour),
            "amount": 2.5,
            "store_id": str(store),
        }
        for days in range(30)
        for hour in range(8, 14)
        for store in range(4)
        for number in (1, 2)
    ]
    return pl.DataFrame(rows)


FAULT = {fault.name: fault for fault in FAULTS}


def daily(lines: pl.DataFrame) -> dict[int, int]:
    """Lines by how many days ago."""
    days = lines.select(ago=(pl.lit(DAY) - pl.col("ordered_at").dt.date()).dt.total_days())
    return dict(days["ago"].value_counts().iter_rows())


def test_missing_orders_are_a_hole_and_a_frozen_feed_has_no_end():
    hole = daily(FAULT["a week of missing orders"].lines(feed(), DAY))
    assert sorted(set(range(30)) - set(hole)) == [4, 5, 6, 7, 8, 9, 10]
    frozen = daily(FAULT["a frozen feed"].lines(feed(), DAY))
    assert sorted(set(range(30)) - set(frozen)) == [0, 1, 2, 3, 4, 5]


def test_prices_in_cents_and_doubled_lines_are_of_one_day():
    lines = FAULT["prices in cents for a day"].lines(feed(), DAY)
    dear = lines.filter(pl.col("amount") > 100)
    assert set(daily(dear)) == {2}
    assert dear["amount"].unique().to_list() == [250]
    lines = FAULT["every line doubled on one day"].lines(feed(), DAY)
    assert daily(lines) == daily(feed()) | {2: 96}
    assert not lines.is_duplicated().any()


def test_a_shifted_clock_is_of_the_last_week():
    lines = FAULT["time zone shifted by 8 hours"].lines(feed(), DAY)
    hours = lines.group_by(is_late=pl.col("ordered_at").dt.date() > DAY - timedelta(days=7)).agg(
        pl.col("ordered_at").dt.hour().min()
    )
    assert dict(hours.iter_rows()) == {False: 8, True: 16}


def test_a_new_store_has_twice_the_orders_and_customers_of_its_own():
    before = feed()
    after = FAULT["a new store's data under an old id"].lines(before, DAY)
    new = after.filter(pl.col("customer_id") > 10**6)
    (store,) = new["store_id"].unique()
    is_recent = pl.col("ordered_at").dt.date() > DAY - timedelta(days=7)
    recent = before.filter(is_recent, pl.col("store_id") == store)
    assert new.filter(is_recent)["order_id"].n_unique() == 2 * recent["order_id"].n_unique()
    assert len(new.filter(~is_recent)) == 0


def test_the_largest_category_is_renamed():
    products = pl.DataFrame({"category": ["A", "B", "B", None]})
    renamed = FAULT["a category renamed"].products(products, DAY)
    assert renamed["category"].to_list() == ["A", "B (NEW)", "B (NEW)", None]


def test_the_tally_counts_what_names_the_fault_apart():
    found = {
        "undisturbed": [],
        "a frozen feed": [
            ("input_drift", "last_order", "act", ""),
            ("input_drift", "orders", "act", ""),
            ("feature_drift", "value.recency_days", "watch", ""),
        ],
    }
    lines = markdown([found, {**found, "a frozen feed": []}]).splitlines()
    assert lines[2] == "| undisturbed |  |  | none | none |"
    assert lines[3] == "| a frozen feed | `last_order` | 1 of 2 | `orders` 1 | `feature_drift` 1 |"


def test_the_same_day_of_earlier_months():
    assert months_before(date(2026, 3, 17), 3) == date(2025, 12, 17)
    assert months_before(date(2026, 3, 17), 0) == date(2026, 3, 17)


@pytest.mark.long
def test_faults_raise_the_alarm_that_names_them(tmp_path):
    arguments = argparse.Namespace(lines=100_000, customers=3_000, months=1, faults="")
    found = tally(tmp_path, 1, arguments)
    assert LAST_DAY == DAY
    assert not [row for row in found.pop("undisturbed") if row[2] == "act"]
    for name, rows in found.items():
        alarms = {(table, row) for table, row, status, _ in rows if status == "act"}
        assert FAULT[name].alarm in alarms, name
        assert len(alarms) <= 8, (name, alarms)
