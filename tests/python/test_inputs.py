"""Inputs end to end: four columns of a CSV, a relation, hostile names, and what stops a build."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal

import duckdb
import pytest
from harness import (
    CUSTOMER_COLUMNS,
    FOUR_COLUMNS,
    LINE_COLUMNS,
    NO_TESTS,
    PRODUCT_COLUMNS,
    Project,
    Stage,
    order_lines,
    write_csv,
)

# What is made of the inputs that a shop may not have.
OF_ABSENT_INPUTS = {
    *("web_sessions", "email_events", "support_tickets", "reviews", "product_usage"),
    *("campaign_contacts", "campaign_responses", "area_attributes"),
}


def values(project: Project, columns: list[str]) -> dict[str, set]:
    """The values that columns of customer_features take."""
    return {
        column: {
            value
            for (value,) in project.query(f"select distinct {column} from features.wide_features")
        }
        for column in columns
    }


def test_four_columns_of_a_csv_are_enough(small):
    lines, customers = len(small.lines), {line[1] for line in small.lines}
    assert small.query("select count(*) from inputs.stg_order_lines") == [(lines,)]
    assert small.query("select count(*) from facts.order_items") == [(lines,)]
    found = small.query("select customer_id from activation.customer_360")
    assert {customer for (customer,) in found} == customers
    assert len(found) == len(customers)
    segments = small.query(
        "select count(distinct segment_id), count(*) filter (segment_id is null) "
        "from segments.customer_segments where segmentation = 'value'"
    )
    assert 4 <= segments[0][0] <= 8
    assert segments[0][1] == 0
    assert small.query("select as_of_date from calendar.as_of") == [(date(2024, 5, 20),)]
    dates = small.query("select as_of_date from features.observation_dates order by all")
    assert [day.isoformat() for (day,) in dates] == [
        "2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30", "2024-05-20"
    ]  # fmt: skip


def test_a_segmentation_is_left_out_where_what_it_needs_is_not_mapped(small):
    found = small.query(
        "select segmentation, reason from fits.segmentation_fits "
        "where status = 'skipped' order by all"
    )
    assert found == [
        (
            "engagement",
            "Segmentation 'engagement' is left out: it needs web_sessions or email_events, "
            "not mapped in the var inputs.",
        ),
        (
            "loyalty",
            "Segmentation 'loyalty' is left out: it needs products.brand, order_lines.store_id, "
            "not mapped in the var inputs.",
        ),
        (
            "product_affinity",
            "Segmentation 'product_affinity' is left out: it needs products.category, not mapped "
            "in the var inputs.",
        ),
        (
            "shopping_style",
            "Segmentation 'shopping_style' is left out: it needs products.brand_type, "
            "order_lines.discount_amount, not mapped in the var inputs.",
        ),
    ]
    reasons = small.query(
        "select distinct segmentation, no_segment_reason from segments.customer_segments order by 1"
    )
    left_out = [(name, "no_active_fit") for name, _ in found]
    assert reasons == sorted([*left_out, ("rhythm", None), ("value", None)])


def test_absent_inputs_are_empty_or_not_stored_and_absent_columns_are_null(small):
    for model in ["stg_products", "stg_customers"]:
        assert small.query(f"select count(*) from inputs.{model}") == [(0,)], model
    stored = {name for (name,) in small.query("select table_name from information_schema.tables")}
    assert {"checked_order_lines", "stg_order_lines", "orders"} <= stored
    made = {f"{step}_{name}" for step in ("checked", "stg") for name in OF_ABSENT_INPUTS}
    made |= {"event_months", "visit_days", "email_days", "usage_days", "tickets", "ratings"}
    assert not made & stored
    counts = small.query(
        "select count(product_id), count(quantity), count(discount_amount), count(coupon_amount), "
        "count(store_id), count(channel), count(device), count(status), count(return_reason) "
        "from inputs.stg_order_lines"
    )
    assert counts == [(0,) * 9]


def test_features_of_absent_columns_are_zero_where_they_count_and_else_null(small):
    counted = [
        "product_count",
        "brand_count_365d",
        "store_count_365d",
        "channel_count_365d",
        "returned_revenue_365d",
    ]
    unknown = [
        "private_label_share_365d",
        "top_brand_share_365d",
        "top_store_share_365d",
        "top_channel_365d",
        "repeat_product_share",
        "age_band",
        "region",
    ]
    assert values(small, counted) == {column: {0} for column in counted}
    assert values(small, unknown) == {column: {None} for column in unknown}


def test_features_of_absent_inputs_are_null_and_nothing_is_built_for_them(small):
    needing = {
        "visit_count_365d": "web_features",
        "email_count_90d": "email_features",
        "campaign_contact_count_90d": "campaign_features",
        "campaign_response_count_365d": "campaign_features",
        "open_ticket_count": "support_features",
        "review_count_365d": "review_features",
        "usage_day_count_90d": "usage_features",
        "margin_365d": "margin_features",
        "top_return_reason_365d": "return_reason_features",
    }
    counts = ", ".join(f"count({feature})" for feature in needing)
    assert small.query(f"select {counts} from features.customer_features") == [(0,) * len(needing)]
    ((listed,),) = small.query(
        f"select count(*) from features.feature_catalogue where feature in {tuple(needing)}"
    )
    assert listed == 0
    built = {name for (name,) in small.query("select table_name from information_schema.tables")}
    facts = {"visit_days", "email_days", "usage_days", "tickets", "ratings", "event_months"}
    assert not built & {*needing.values(), *facts, "order_margins", "return_reasons"}


def test_features_of_the_four_columns_are_right(small):
    mine = [line for line in small.lines if line[1] == "customer 7"]
    days = [date.fromisoformat(line[2][:10]) for line in mine]
    (row,) = small.query(
        "select order_count, recency_days, tenure_days, net_revenue, order_count_30d, "
        "largest_order_value_365d, units_per_order_365d from features.wide_features "
        "where customer_id = 'customer 7' and as_of_date = date '2024-05-20'"
    )
    amounts = [float(line[3]) for line in mine]
    today = date(2024, 5, 20)
    assert row[:3] == (len(mine), (today - max(days)).days, (today - min(days)).days)
    assert float(row[3]) == pytest.approx(sum(amounts))
    assert row[4] == sum((today - day).days < 30 for day in days)
    assert float(row[5]) == max(amounts)
    assert row[6] == 1


def test_unusable_rows_are_listed_with_their_reasons(small):
    refused = small.query(
        "select rejection_reason, count(*) from inputs.rejected_rows group by all order by all"
    )
    assert refused == [
        ("exact_duplicate", 1),
        ("future_ordered_at", 1),
        ("missing_customer_id", 1),
        ("missing_order_id", 1),
        ("placeholder_customer_id", 1),
        ("unreadable_amount", 1),
        ("unreadable_ordered_at", 1),
    ]


def test_hostile_names_reach_the_published_file_unaltered(small):
    with duckdb.connect(str(small.published), read_only=True) as reader:
        for table in ["activation.customer_360", "segments.customer_segments"]:
            found = reader.execute(f"select customer_id from {table}").fetchall()
            assert {customer for (customer,) in found} == {line[1] for line in small.lines}


def test_small_data_is_warned_of_in_words(small):
    printed = small.built.output.splitlines()
    (customers,) = [line for line in printed if "1,000 customers" in line]
    assert (
        f"Customers with orders of whatever status: {len({line[1] for line in small.lines})}."
        in customers
    )
    (days,) = [line for line in printed if "six months (183 days)" in line]
    assert "first to the last order: 138." in days


def test_a_last_month_that_stands_apart_is_warned_of(stage):
    """A mistyped date within a year moves the day that the build stands on."""
    project = stage.project("mistyped", stage.four_columns)
    lines = order_lines(["a", "b"], date(2024, 1, 3), date(2024, 5, 20))
    write_lines(project, [*lines, ("mistyped", "a", "2024-12-20", "5")])
    selected = ("build", *NO_TESTS, "--select", "+input_findings")
    printed = " ".join(project.dbt(*selected).succeeded().output.split())
    assert "Days without an order before the last month with orders: 213. If its dates" in printed
    # With the day given, the line is refused and there is nothing to warn of.
    printed = project.dbt(*selected, as_of_date="2024-05-20").succeeded().output
    assert "before the last month with orders" not in printed


def test_a_table_of_the_warehouse_can_be_mapped(stage):
    project = stage.project("relation")
    project.variables["inputs"] = {
        "order_lines": {
            "relation": "raw.order lines",
            "columns": {
                "order_id": 'Order "No"',
                "customer_id": "customer; drop",
                "ordered_at": "at",
                "amount": "amount",
            },
        }
    }
    with project.connection(read_only=False) as connection:
        connection.execute("create schema raw")
        connection.execute(
            'create table raw."order lines" as select i as "Order ""No""", '
            """'c' || i % 3 as "customer; drop", date '2024-01-01' + cast(i as integer) as at, """
            "i / 4.0 as amount from range(1, 11) as r(i)"
        )
    project.dbt("build", *NO_TESTS, "--select", "+stg_order_lines").succeeded()
    rows = project.query("from inputs.stg_order_lines order by ordered_at")
    assert len(rows) == 10
    assert rows[4][:2] == ("5", "c2")
    assert str(rows[4][3]) == "1.2500"
    assert rows[4][4:] == (*(None,) * 11, date(2024, 1, 1))


def write_lines(project: Project, rows: list[tuple], columns: list[str] = FOUR_COLUMNS) -> None:
    """Write the order lines of a project."""
    write_csv(project.file("lines.csv"), columns, rows)


def test_a_missing_file_is_named(stage):
    project = stage.project("missing file", stage.four_columns)
    outcome = project.dbt("build")
    outcome.refused(
        "inputs.order_lines.path",
        stage.four_columns["inputs"]["order_lines"]["path"],
        "names no file",
    )


def test_a_missing_column_of_the_file_is_named(stage):
    project = stage.project("missing column", stage.four_columns)
    write_lines(project, [("o", "c", "2024-01-01")], ["order_id", "customer_id", "OrderDay"])
    outcome = project.dbt("build")
    # Spelled as in the file, to be copied into the mapping.
    outcome.refused(
        "inputs.order_lines.columns",
        "is not a column of the source; its columns are order_id, customer_id, OrderDay",
    )


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (
            [],
            "lines.csv: it has no rows; map a column with times such as 2024-12-31 10:00:00 under ",
        ),
        (
            [("o1", "c", "soon", "1"), ("o2", "c", "2024-02-30", "1")],
            "none of its 2 rows has a readable ordered_at (one is written 'aaaa'); map a column ",
        ),
        (
            [(f"o{n}", "c", f"{n + 1}.2.2024 9:30", "1") for n in range(20)],
            "(one is written '9.9.9999 9:99'); map it as ordered_at: {column: ordered_at, "
            'format: "%d.%m.%Y %H:%M"}, which reads 100 % of them.',
        ),
        (
            [(f"o{n}", "c", f"{n + 1}/{n + 2}/2024", "1") for n in range(9)],
            'map it as ordered_at: {column: ordered_at, format: "%m/%d/%Y"} or map it as '
            'ordered_at: {column: ordered_at, format: "%d/%m/%Y"}, which reads 100 % of them.',
        ),
        (
            [(f"o{n}", "c", f"2024-02-0{n + 1}T10:00:00Z", "1") for n in range(9)],
            "set the var time_zone to the zone of the shop, such as Europe/Berlin, because they ",
        ),
        (
            [(f"o{n}", "c", "2024-02-01", f"{n + 1},50") for n in range(9)] + [("", "", "", "x")],
            "none of its 10 rows has a readable amount (one is written 'a'); map it as amount: "
            '{column: amount, decimal: ","}, which reads 90 % of them.',
        ),
        (
            [(f"o{n}", "c", "2024-02-01", f"$ {n + 1}.50") for n in range(9)],
            "(one is written '$ 9.99'); take the currency signs and words away in a dbt model ",
        ),
        (
            [(f"o{n}", "c", "2024-01-01", "one") for n in range(3)]
            + [("", "c", "2024-01-01", "2")],
            "its rows: 3 unreadable_amount, 1 missing_order_id; inputs.rejected_rows has each of ",
        ),
        (
            [(f"o{n}", "c", "2024-01-01", "one") for n in range(3)],
            "(one is written 'aaa'); map a column with amounts such as 1234.56 under vars: ",
        ),
    ],
    ids=[
        *("no rows", "no time", "format", "two formats", "zone", "decimal comma", "currency"),
        *("few amounts", "no amount"),
    ],
)
def test_no_usable_order_is_one_sentence(stage, request, rows, sentence):
    project = stage.project(f"unusable {request.node.callspec.id}", stage.four_columns)
    write_lines(project, rows)
    outcome = project.dbt("build", *NO_TESTS, "--select", "+observation_dates")
    outcome.refused("order_lines: no usable order in", "lines.csv", sentence)
    assert not project.published.exists()


def test_refused_lines_before_the_first_order_do_not_stop_the_build(stage):
    project = stage.project("early refusals", stage.four_columns)
    guest = [(f"guest {n}", "", f"2024-0{n}-10", "5") for n in (1, 2)]
    write_lines(project, [*guest, ("o", "c", "2024-04-05", "5"), ("o2", "c", "2024-06-05", "5")])
    project.dbt("build", *NO_TESTS, "--select", "+observation_dates").succeeded()
    dates = project.query("select as_of_date from features.observation_dates order by all")
    assert [str(day) for (day,) in dates] == ["2024-04-30", "2024-05-31", "2024-06-05"]


def test_as_of_date_before_the_first_order_is_one_sentence(stage):
    project = stage.project("too early", stage.four_columns)
    write_lines(project, [("o", "c", "2024-02-16", "1")])
    outcome = project.dbt("run", "--select", "+as_of", as_of_date="2024-02-15")
    outcome.refused(
        "no usable order on or before as_of_date 2024-02-15", "the first is on 2024-02-16"
    )


def test_with_an_as_of_date_later_orders_have_not_happened(stage):
    project = stage.project("given day", stage.four_columns)
    lines = order_lines(["a", "b"], date(2024, 1, 1), date(2024, 3, 31))
    write_lines(project, lines)
    project.dbt(
        "build", *NO_TESTS, "--select", "+checked_order_lines", as_of_date="2024-02-15"
    ).succeeded()
    later = sum(line[2][:10] > "2024-02-15" for line in lines)
    assert 0 < later < len(lines)
    assert project.query(
        "select rejection_reason, count(*) from inputs.checked_order_lines "
        "group by all order by all"
    ) == [("future_ordered_at", later), (None, len(lines) - later)]


def test_amounts_below_a_trillion_add_up_and_larger_ones_are_refused(stage: Stage):
    """In weak currencies they are everyday; a bar code in the amount's column is no amount."""
    project = stage.project("large amounts", stage.three_inputs)
    customers = [f"customer {number}" for number in range(80)]
    lines = order_lines(customers, date(2023, 6, 3), date(2024, 5, 20))
    largest = Decimal("999999999999.9999")
    large = [
        (f"large {number // 2}", customer, "2024-05-10 10:00:00", largest)
        for customer in customers[:3]
        for number in range(50)
    ]
    refused = [
        ("bar code", customers[4], "2024-05-11 10:00:00", "4006381333931"),
        ("a trillion", customers[4], "2024-05-11 11:00:00", "1000000000000.00"),
    ]
    rows = [
        (*line, 1, f"product {number % 20}")
        for number, line in enumerate([*lines, *large, *refused])
    ]
    write_csv(project.file("lines.csv"), LINE_COLUMNS, rows)
    write_csv(project.file("customers.csv"), CUSTOMER_COLUMNS, [])
    products = [(f"product {n}", f"category {n % 4}", f"brand {n % 3}") for n in range(20)]
    write_csv(project.file("products.csv"), PRODUCT_COLUMNS, products)
    project.dbt("build", "--exclude-resource-type", "unit_test").succeeded()

    found = project.query("select rejected_row, rejection_reason from inputs.rejected_rows")
    assert {(json.loads(row)["order_id"], reason) for row, reason in found} == {
        ("bar code", "unreadable_amount"),
        ("a trillion", "unreadable_amount"),
    }
    given = sum(Decimal(line[3]) for line in [*lines, *large])
    assert given > 10**14
    for table in ("activation.customer_360", "segments.segments where segmentation = 'plain'"):
        assert project.query(f"select sum(net_revenue_365d) from {table}") == [(given,)]
    shares = project.query(
        "select brand_concentration_365d, category_concentration_365d "
        f"from features.latest_customer_features where customer_id = '{customers[0]}'"
    )
    assert shares == [(pytest.approx(1 / 3, abs=0.01), pytest.approx(1 / 4, abs=0.01))]


def test_amounts_that_no_total_can_hold_are_one_sentence(stage: Stage):
    project = stage.project("overflow", stage.four_columns)
    rows = [(f"o{n}", "rich", "2024-03-01", "999999999999.99") for n in range(300)]
    write_lines(project, [*rows, ("o", "poor", "2024-03-02", "1")])
    outcome = project.dbt("build", *NO_TESTS, "--select", "+orders")
    outcome.refused("order_lines: the amounts of one customer in", "add up to 100 trillion or more")
    assert "2999999" not in outcome.output
    # Of several customers together they may: a weak currency has such totals.
    rows = [(f"o{n}", f"c{n}", "2024-03-01", "999999999999.99") for n in range(300)]
    write_lines(project, rows)
    project.dbt("build", *NO_TESTS, "--select", "+orders").succeeded()


def test_instants_of_parquet_are_read_as_those_of_a_csv_and_not_without_the_shops_zone(
    stage: Stage,
):
    instants = ["2024-06-29 23:30:00-05:00", "2024-06-30 22:00:00Z", "2024-01-30 03:00:00+00:00"]
    rows = [(f"o{number}", "c", at, "5") for number, at in enumerate(instants)]
    csv = stage.project("instants in csv", stage.four_columns)
    write_lines(csv, rows)
    mapping = stage.mapping("lines.parquet", FOUR_COLUMNS)
    parquet = stage.project("instants in parquet", {"inputs": {"order_lines": mapping}})
    values = ", ".join(f"('{o}', '{c}', timestamptz '{at}', {amount})" for o, c, at, amount in rows)
    lines = f"select * from (values {values}) as lines ({', '.join(FOUR_COLUMNS)})"
    duckdb.sql(lines).write_parquet(str(parquet.file("lines.parquet")))
    built = ("build", *NO_TESTS, "--select", "+stg_order_lines")
    found = []
    for project in (csv, parquet):
        project.dbt(*built, time_zone="America/New_York").succeeded()
        found.append(project.query("select ordered_at from inputs.stg_order_lines order by 1"))
    assert found[0] == found[1] == [
        (datetime(2024, 1, 29, 22),), (datetime(2024, 6, 30, 0, 30),), (datetime(2024, 6, 30, 18),)
    ]  # fmt: skip
    parquet.dbt(*built).refused(
        "columns.ordered_at': 'ordered_at' holds TIMESTAMP WITH TIME ZONE, times with a zone; set "
        "the var time_zone to the zone of the shop"
    )


def test_a_time_zone_that_nobody_knows_is_one_sentence(stage: Stage):
    project = stage.project("no such zone", stage.four_columns)
    write_lines(project, [("o", "c", "2024-06-30T22:00:00Z", "5")])
    project.dbt("run", "--select", "+as_of", time_zone="Europe/Berln").refused(
        "var 'time_zone': 'Europe/Berln' is not a time zone that the engine knows; name one as"
    )
