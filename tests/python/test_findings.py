"""What the build says of its inputs: each finding once, in a sentence, with what to do."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from harness import NO_TESTS, Outcome, Project, Stage, write_csv

COLUMNS = [
    *("order_id", "customer_id", "ordered_at", "amount", "quantity", "product_id", "status"),
    *("line_kind", "store_id"),
]
DAY = date(2024, 3, 1)
BUILT = ("build", *NO_TESTS, "--select", "+input_findings")


def line(order: str, customer: str, day: int = 0, amount: object = 10, **more: object) -> list:
    """A line some days after the first of March."""
    values = {
        "order_id": order,
        "customer_id": customer,
        "ordered_at": DAY + timedelta(days=day),
        "amount": amount,
        "quantity": 1,
        "store_id": "A",
        **more,
    }
    return [values.get(column, "") for column in COLUMNS]


# What is odd about these lines is counted by hand in FOUND.
LINES = [
    line("plain", "plain"),
    *(line(f"unread {n}", "unread", amount=text) for n, text in enumerate(["1,50", "2,50", "x"])),
    line("guest", "Guest"),
    line("free", "free lines alone", amount=0),
    line("default", "plain", ordered_at="1970-01-01"),
    line("zoned", "plain", ordered_at="2024-03-02T10:00:00Z"),
    line("excess", "refunds", amount=10),
    line("excess", "refunds", 2, amount=-30),
    line("", "refunds", 3, amount=-5),
    line("rebate", "refunds", 4, amount=10),
    line("rebate", "refunds", 4, amount=-2, quantity=""),
    *(
        line(f"status {n}", "words", 5, status=word)
        for n, word in enumerate(["odd", "Odd ", "new"])
    ),
    line("paid", "words", 5, status="Paid"),
    line("unpaid", "words", 5, status="pending"),
    line("kind", "words", 5, line_kind="fee"),
    line("shipped", "words", 5, line_kind="Shipping"),
    line("discounted upwards", "words", 5, line_kind="Discount", amount=2),
    line("twice", "plain", 6),
    line("twice", "somebody", 6),
    line("apart", "plain", 6),
    line("apart", "plain", 16),
    line("other store", "plain", 6),
    line("other store", "plain", 26, store_id="B"),
    line("over the end", "plain", 30),
    line("over the end", "plain", 31),
    *(line(f"alike {n}", id, 7) for n, id in enumerate(["12345", "12345.0", " 12345 ", "012345"])),
    *(
        line(f"more {n}", id, 7)
        for n, id in enumerate(["1.2345E+04", "Ann@x", "ann@x", "\u200bann@x", "777.0"])
    ),
]
FOUND = {
    "unreadable_amount": (3, "watch"),
    "placeholder_customer_id": (1, "watch"),
    "default_ordered_at": (1, "watch"),
    "zoned_ordered_at": (1, "watch"),
    "refunds_beyond_sales": (1, "act"),
    "refunds_of_unknown_orders": (1, "act"),
    "rebates": (1, "ok"),
    "unknown_statuses": (3, "watch"),
    "unpaid_lines": (1, "watch"),
    "unknown_line_kinds": (1, "watch"),
    "discounts_above_zero": (1, "watch"),
    "orders_of_two_customers": (1, "watch"),
    "orders_of_distant_days": (1, "watch"),
    "orders_of_two_months": (1, "ok"),
    "ids_with_other_spaces": (2, "act"),
    "ids_with_fraction": (3, "act"),
    "ids_with_leading_zeros": (1, "watch"),
    "ids_with_other_case": (1, "watch"),
    "zero_value_lines": (1, "ok"),
    "exact_duplicate": (0, "ok"),
    "negative_amounts_left_out": (0, "ok"),
    "months_left_out": (0, "ok"),
    "customers_with_orders": (13, "watch"),
}


@pytest.fixture(scope="module")
def odd(stage: Stage) -> Project:
    """A shop in which nearly every line is odd in its own way."""
    mapping = {
        "order_lines": stage.mapping("lines.csv", COLUMNS),
        "products": stage.mapping("products.csv", ["product_id", "category", "brand_type"]),
        "reviews": stage.mapping("reviews.csv", ["review_id", "customer_id", "reviewed_at"]),
    }
    project = stage.project(
        "odd", {"inputs": mapping, "findings": {"watch_share": 0, "act_share": 0.14}}
    )
    write_csv(project.file("lines.csv"), COLUMNS, LINES)
    write_csv(
        project.file("products.csv"),
        ["product_id", "category", "brand_type"],
        [("p1", "GROCERY", "Private"), ("p2", "Groceries", "ours"), ("p3", "GROCERY ", "ours")],
    )
    write_csv(
        project.file("reviews.csv"),
        ["review_id", "customer_id", "reviewed_at"],
        [("r", "plain", "2024-03-02")],
    )
    project.built = project.dbt(*BUILT).succeeded()
    return project


@pytest.mark.parametrize("finding", FOUND)
def test_each_oddity_is_counted_and_judged(odd, finding):
    found = odd.query(
        "select row_count, status from inputs.input_findings "
        "where input = 'order_lines' and finding = ?",
        [finding],
    )
    assert found == [FOUND[finding]]


def test_what_goes_is_counted_in_revenue_and_customers(odd):
    found = odd.query(
        "select finding, customer_count, revenue, round(share, 4) from inputs.input_findings "
        "where finding in ('zoned_ordered_at', 'refunds_beyond_sales', 'unknown_statuses') "
        "order by finding"
    )
    assert [
        (name, customers, float(revenue), share) for name, customers, revenue, share in found
    ] == [
        ("refunds_beyond_sales", None, 20, 0.3333),
        ("unknown_statuses", None, 30, round(3 / 32, 4)),
        ("zoned_ordered_at", 1, 10, round(1 / len(LINES), 4)),
    ]


def test_words_that_nothing_knows_are_named(odd):
    sentences = dict(odd.query("select finding, sentence from inputs.input_findings"))
    assert sentences["unknown_statuses"].endswith(". The statuses are odd, new.")
    assert sentences["unknown_brand_types"].startswith("Products with an unknown brand type, ")
    assert sentences["unknown_brand_types"].endswith(": 2 (66.7%). The types are ours.")
    assert sentences["categories_in_no_group"].endswith(
        ": 2 (66.7%). The categories are GROCERY , Groceries."
    )
    assert sentences["categories_spelled_in_two_ways"].endswith(" count as several: 1.")


def test_the_build_prints_each_once_and_what_to_do(odd):
    output = odd.built.output
    printed = [row for row in output.splitlines() if row.startswith(("Watch: ", "Act: "))]
    listed = odd.query(
        "select status, input, sentence from inputs.input_findings where status <> 'ok'"
    )
    assert len(printed) == len(listed) > 20
    for status, name, sentence in listed:
        (row,) = [row for row in printed if row.startswith(f"{status.title()}: {name}: {sentence}")]
        assert len(row) > len(f"{status}: {name}: {sentence} ")
    (amounts,) = [row for row in printed if "whose amount cannot" in row]
    assert amounts.endswith(
        'Map it as amount: {column: amount, decimal: ","}, which reads 67 % of them.'
    )


def test_findings_are_printed_by_the_run_that_makes_them_alone(odd):
    printed = odd.dbt("run", "--select", "as_of").succeeded().output
    assert "Watch: " not in printed


def large_shop(project: Project, is_refund_known: bool, is_listed: bool) -> None:
    """Two hundred customers who buy and return; a month of strangers alone in between."""
    customers = [f"c{number}" for number in range(200)]
    lines = []
    for number, customer in enumerate(customers):
        lines += [
            line(f"o{number}", customer, number % 20),
            line(f"o{number}", customer if is_refund_known else "", number % 20 + 5, amount=-1),
            line(f"late {number}", customer, 62 + number % 5),
            line(f"stranger {number}", "" if number else "c1", 31 + number % 28),
        ]
    write_csv(project.file("lines.csv"), COLUMNS, lines)
    rows = [(customer if is_listed else f"0{customer}",) for customer in customers]
    write_csv(project.file("customers.csv"), ["customer_id"], rows)


@pytest.fixture
def large(stage: Stage, request) -> Project:
    """A shop of two hundred customers, not written yet."""
    filled = [column for column in COLUMNS if column != "product_id"]
    mapping = {
        "order_lines": stage.mapping("lines.csv", filled),
        "customers": stage.mapping("customers.csv", ["customer_id"]),
    }
    return stage.project(request.node.name, {"inputs": mapping})


def build_and_test(project: Project, **variables: object) -> Outcome:
    """Look for findings, and test whether one fails the build."""
    project.found = project.dbt(*BUILT, **variables).succeeded().output
    return project.dbt("test", "--select", "assert_no_finding_fails_the_build", **variables)


def failing(project: Project) -> list[str]:
    """The findings that fail the build."""
    rows = project.query("select finding from inputs.input_findings where fails_build order by 1")
    return [finding for (finding,) in rows]


def test_a_shop_that_loses_nothing_builds(large):
    large_shop(large, is_refund_known=True, is_listed=True)
    build_and_test(large).succeeded()
    assert failing(large) == []


def test_a_mapped_column_without_a_value_fails_the_build(large):
    large_shop(large, is_refund_known=True, is_listed=True)
    mapping = large.variables["inputs"]
    columns = mapping["order_lines"]["columns"] | {
        "product_id": "product_id",
        "discount_amount": {"expression": "quantity - quantity"},
        "coupon_amount": "quantity",
    }
    large.variables = {
        "inputs": mapping | {"order_lines": mapping["order_lines"] | {"columns": columns}}
    }
    build_and_test(large).refused("FAIL 2 assert_no_finding_fails_the_build")
    assert failing(large) == ["empty_column_discount_amount", "empty_column_product_id"]
    assert "in all of which the mapped column product_id has neither a value nor" in large.found
    allowed = {"watch_share": 0.01, "act_share": 0.1, "let_pass": failing(large)}
    build_and_test(large, findings=allowed).succeeded()


def test_a_build_that_loses_nearly_all_of_a_kind_fails_and_says_how_to_let_it_pass(large):
    large_shop(large, is_refund_known=False, is_listed=False)
    build_and_test(large).refused("FAIL 2 assert_no_finding_fails_the_build")
    assert "to let it pass, name negative_amounts_left_out in the var findings," in large.found
    lost = ["customers_with_orders_but_no_row", "negative_amounts_left_out"]
    assert failing(large) == lost
    settings = {"watch_share": 0.01, "act_share": 0.1, "let_pass": lost}
    build_and_test(large, findings=settings).succeeded()
    assert failing(large) == []


def test_a_month_of_which_nothing_is_used_fails_the_build(large):
    large_shop(large, is_refund_known=True, is_listed=True)
    text = large.file("lines.csv").read_text()
    large.file("lines.csv").write_text(text.replace('"stranger 0","c1"', '"stranger 0",""'))
    build_and_test(large).refused("FAIL 1 assert_no_finding_fails_the_build")
    assert "Months of which all rows are left out: 1 (2024-04)." in large.found
    assert failing(large) == ["months_left_out"]


@pytest.mark.parametrize(("unread", "fails"), [(400, ["unreadable_ordered_at"]), (399, [])])
def test_a_build_that_can_read_no_more_than_half_of_the_lines_fails(large, unread, fails):
    large_shop(large, is_refund_known=True, is_listed=True)
    header, *lines = large.file("lines.csv").read_text().splitlines()
    assert len(lines) == 800
    for number in range(0, 2 * unread, 2):
        lines[number] = lines[number].replace('"2024-', '"someday 2024-')
    large.file("lines.csv").write_text("\n".join([header, *lines]))
    build_and_test(large)
    assert failing(large) == fails


def test_a_finding_fails_the_build_where_the_user_says_so(large):
    large_shop(large, is_refund_known=True, is_listed=True)
    settings = {"watch_share": 0.01, "act_share": 0.1}
    build_and_test(large, findings={**settings, "fail": ["missing_customer_id"]}).refused("FAIL 1 ")
    assert "Rows without customer_id, which are left out: 199 (24.9%)." in large.found
    named = {"fail": ["zero_value_lines"], "let_pass": ["mising_customer_id"]}
    build_and_test(large, findings={**settings, **named}).succeeded()
    assert "var 'findings': 'mising_customer_id' is not a finding of these inputs" in large.found
    assert "'zero_value_lines' is not" not in large.found


def test_ids_that_are_spelled_anew_have_to_be_confirmed(small):
    """An export that turns 7 into 7.0 would make every customer a new one."""
    project = small.copy("respelled")
    path = project.file("lines.csv")
    text = path.read_text()
    counted = (
        "select row_count, fails_build from inputs.input_findings "
        "where finding = 'ids_spelled_anew'"
    )
    for number in range(3):
        text = text.replace(f'"customer {number}"', f'" Customer {number}"')
    path.write_text(text)
    build_and_test(project).succeeded()
    assert project.query(counted) == [(3, False)]

    path.write_text(text.replace('"customer ', '"Customer '))
    build_and_test(project).refused("FAIL 1 assert_no_finding_fails_the_build")
    assert project.query(counted) == [(80, True)]
    settings = {"watch_share": 0.01, "act_share": 0.1, "let_pass": ["ids_spelled_anew"]}
    build_and_test(project, findings=settings).succeeded()
