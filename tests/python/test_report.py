"""The report says what the published file says, to everybody, and nothing of anybody."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from harness import ROOT, Project
from report_pages import ReportReader, read

from centroid.report import svg
from centroid.report.data import Published, Row
from centroid.report.memo import markdown, memo_page, memo_text
from centroid.report.page import MOST_ROWS, page
from centroid.report.sections.base import is_unusual, usual_change
from centroid.report.sections.month import points
from centroid.report.sections.products import strongest
from centroid.report.sections.segmentation import knee_of
from centroid.report.sections.segmentation import read as read_rule
from centroid.report.wording import Wording

NAMES = [
    "<script>alert(1)</script>",
    "</title><h1>",
    '"><img src=x onerror=alert(1)>',
    "\u202egnirts desrever",
    "n" * 120,
    "{{ 7 * 7 }}",
]


def report_of(project: Project) -> str:
    with duckdb.connect(str(project.published), read_only=True) as connection:
        return page(connection)


@pytest.fixture(scope="module", params=["demo", "small"])
def shop(request) -> Project:
    """The demo, and a shop without products whose customers have hostile ids."""
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="module")
def written(shop) -> str:
    return report_of(shop)


@pytest.fixture(scope="module")
def report(written):
    return read(written)


def test_the_same_build_gives_the_same_bytes(shop, written):
    assert report_of(shop) == written


def test_every_table_is_the_answer_to_its_sql(shop, report):
    assert len(report.figures) > 15
    with duckdb.connect(str(shop.published), read_only=True) as connection:
        for name, figure in report.figures.items():
            answer = connection.execute(figure.sql)
            columns = [each[0].replace("_", " ") for each in answer.description]
            rows = answer.fetchall()
            assert figure.columns == columns, name
            assert len(figure.rows) == min(len(rows), MOST_ROWS), name
            for shown, row in zip(figure.rows, rows, strict=False):
                for cell, value in zip(shown, row, strict=True):
                    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
                        assert float(cell) == float(value), name
                    elif isinstance(value, str):
                        # A sentence writes days as the locale does.
                        written = [value.split(), Wording("en").sentence(value).split()]
                        assert cell.split() in written, name


def test_every_link_leads_somewhere_and_every_anchor_is_unique(report):
    assert len(report.ids) == len(set(report.ids))
    assert set(report.links) <= set(report.ids)


def test_nothing_is_fetched_and_nothing_runs_but_the_own_script(written, report):
    assert {"img", "link", "iframe", "object", "base"}.isdisjoint(report.tags)
    assert {"src", "onclick", "onerror", "onload"}.isdisjoint(report.attributes)
    assert written.count("<script>") == 1
    assert "default-src 'none'" in written


def test_it_is_small_enough_for_ten_segmentations(shop, written):
    count = len(shop.query("select distinct segmentation from segments.segments"))
    assert len(written) / count * 10 < 6_000_000


def test_no_customer_is_in_it(small):
    text = report_of(small)
    shown = "\n".join(read(text).words)
    for (customer,) in small.query("select customer_id from activation.customer_360"):
        # Some hostile names are words of every text, such as "A".
        if len(customer.strip()) > 5:
            assert customer not in shown and customer not in text


def test_twenty_figures_are_those_of_the_warehouse(demo):
    """Computed from order lines and features, not from the tables that the report reads."""
    figures = read(report_of(demo)).figures

    def cell(figure: str, column: str, **where: object) -> float:
        table = figures[figure]
        for row in table.rows:
            values = dict(zip(table.columns, row, strict=True))
            if all(values[key.replace("_", " ")] == str(value) for key, value in where.items()):
                return float(values[column.replace("_", " ")])
        raise AssertionError(f"no row of {figure} with {where}")

    def found(sql: str) -> float:
        return float(demo.query(sql)[0][0])

    base = "lifecycle_stage not in ('prospect', 'dormant')"
    features = "features.wide_features"
    december = "ordered_on between '2017-12-01' and '2017-12-31'"
    november = "ordered_on between '2017-11-01' and '2017-11-30'"
    last, before = "as_of_date = '2017-12-31'", "as_of_date = '2017-11-30'"
    day = {"as_of_date": "Dec 31, 2017"}
    joined = (
        "(select customer_id, min(ordered_on) as first_on from facts.orders "
        "where is_purchase group by 1)"
    )
    now_only = (
        f"(select customer_id from facts.orders where {december} except "
        f"select customer_id from facts.orders where {november})"
    )
    # As published: who is in a segment on a day, by the ledger.
    value = "classification = 'value' and segment = '2'"
    spells = (
        f"(from segments.segment_history where {value} and valid_from <= '{{0}}' "
        "and coalesce(valid_to, '9999-01-01') > '{0}')"
    )
    in_december, in_november = spells.format("2017-12-31"), spells.format("2017-11-30")
    expected = [
        (
            cell("account", "closing_customers", **day),
            found(f"select count(*) from {features} where {last} and {base}"),
        ),
        (
            cell("account", "opening_customers", **day),
            found(f"select count(*) from {features} where {before} and {base}"),
        ),
        (
            cell("account", "new_customers", **day),
            found(f"select count(*) from {joined} where first_on >= '2017-12-01'"),
        ),
        (
            cell("account", "lapsed_customers", **day),
            found(
                f"select count(*) from {features} as now inner join {features} as old "
                f"using (customer_id) where now.{last} and old.{before} and "
                f"now.lifecycle_stage = 'dormant' and old.{base}"
            ),
        ),
        (
            cell("account", "reactivated_customers", **day),
            found(
                f"select count(*) from {features} as now inner join {features} as old "
                f"using (customer_id) where now.{last} and old.{before} and now.{base} and "
                "old.lifecycle_stage = 'dormant' and now.recency_days < 31"
            ),
        ),
        (
            cell("revenue-by-month", "net_revenue", **day),
            found(f"select sum(net_amount) from facts.orders where {december}"),
        ),
        (
            cell("revenue-by-month", "order_count", **day),
            found(f"select count(*) from facts.orders where {december} and is_purchase"),
        ),
        (
            cell("revenue-by-month", "ordering_customers", **day),
            found(
                "select count(distinct customer_id) from facts.orders "
                f"where {december} and is_purchase"
            ),
        ),
        (
            cell("bridge-month-before", "customer_count", step="back"),
            found(
                f"select count(*) from {now_only} inner join {joined} using (customer_id) "
                "where first_on < '2017-11-01'"
            ),
        ),
        (
            cell("bridge-month-before", "revenue_now", step="new"),
            found(
                f"select sum(net_amount) from facts.orders inner join {joined} "
                f"using (customer_id) where {december} and first_on >= '2017-12-01'"
            ),
        ),
        (
            cell("cohorts", "customer_count", joined_month="May 2017"),
            found(
                f"select count(*) from {joined} where first_on between '2017-05-01' "
                "and '2017-05-31'"
            ),
        ),
        (
            cell("cohorts", "second_order_share_90d", joined_month="May 2017"),
            found(
                f"select avg(case when exists (select 1 from facts.orders as again "
                "where again.customer_id = joined.customer_id and again.is_purchase and "
                "again.ordered_on > first_on and again.ordered_on <= first_on + 90) "
                f"then 1 else 0 end) from {joined} as joined "
                "where first_on between '2017-05-01' and '2017-05-31'"
            ),
        ),
        (
            cell("concentration", "revenue_share", tenth=1),
            found(
                "with r as (select net_revenue_365d as v, row_number() over "
                f"(order by net_revenue_365d desc, customer_id) as n from {features} "
                f"where {last} and order_count > 0) select sum(v) filter (n <= 247)::double "
                "/ sum(v)::double from r"
            ),
        ),
        (
            cell("lifecycle", "customer_count", lifecycle_stage="at risk", **day),
            found(f"select count(*) from {features} where {last} and lifecycle_stage = 'at risk'"),
        ),
        (
            cell("shares-value", "customer_count", segment_id=2, **day),
            found(f"select count(*) from {in_december}"),
        ),
        (
            cell("shares-value", "added_customers", segment_id=2, **day),
            found(
                f"select count(*) from {in_december} where customer_id not in "
                f"(select customer_id from {in_november})"
            ),
        ),
        (
            cell("shares-value", "net_revenue", segment_id=2, **day),
            found(
                f"select sum(net_amount) from facts.orders inner join {in_december} "
                f"using (customer_id) where {december}"
            ),
        ),
        (
            cell("retention", "customer_count", joined_month="Feb 2017", months_since=3),
            found(
                f"select count(distinct customer_id) from facts.orders inner join {joined} "
                "using (customer_id) where is_purchase and ordered_on between '2017-05-01' and "
                "'2017-05-31' and first_on between '2017-02-01' and '2017-02-28'"
            ),
        ),
        (
            cell("rows", "rows_given", input="order_lines"),
            found("select count(*) from inputs.checked_order_lines"),
        ),
        (
            cell("times-value", "order_count", segment_id=1, weekday=6, hour_of_day=17),
            found(
                "select count(*) from facts.orders inner join segments.customer_segments "
                "using (customer_id) where segmentation = 'value' and segment_id = 1 and "
                "is_purchase and "
                "isodow(ordered_on) = 6 and hour(ordered_at) = 17 and "
                "ordered_on > '2016-12-31' and ordered_on <= '2017-12-31'"
            ),
        ),
    ]
    for number, (shown, computed) in enumerate(expected):
        assert shown == pytest.approx(computed, rel=1e-12), number
    assert len(expected) == 20


def test_what_is_missing_says_what_brings_it(small):
    missing = read(report_of(small)).missing
    assert "product_id" in missing["products-value"]
    assert "input customers" in missing["who-value"]
    assert "does not reach back" in missing["bridge-year-before"]
    assert "needs products.category" in missing["left-out-product_affinity"]
    assert all(reason.strip() for reason in missing.values())


def test_hostile_names_are_words(demo, tmp_path):
    copy = tmp_path / "published.duckdb"
    copy.write_bytes(demo.published.read_bytes())
    with duckdb.connect(str(copy)) as connection:
        ids = connection.sql(
            "select segmentation, segment_id from segments.segments order by all"
        ).fetchall()
        for number, (segmentation, segment_id) in enumerate(ids):
            connection.execute(
                "update segments.segments set segment_name = ?, message = ?, warnings = ? "
                "where segmentation = ? and segment_id = ?",
                [*[NAMES[number % len(NAMES)]] * 3, segmentation, segment_id],
            )
    with duckdb.connect(str(copy), read_only=True) as connection:
        text = page(connection)
    report = read(text)
    assert text.count("<script>") == 1 and "<img" not in text and text.count("</title>") > 1
    assert {"img"}.isdisjoint(report.tags) and {"onerror", "src"}.isdisjoint(report.attributes)
    for name in NAMES:
        assert any(name in words for words in report.words), name
    assert "49" not in report.figures["growth-value"].title


def test_make_report_writes_the_file_and_says_where(small):
    outcome = subprocess.run(
        [sys.executable, "-m", "centroid.report"],
        cwd=ROOT,
        env={"CENTROID_PUBLISHED": str(small.published), "PATH": "", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert outcome.returncode == 0, outcome.stderr
    paths = [small.published.with_name(name) for name in ("report.html", "memo.html", "memo.md")]
    assert outcome.stdout.split() == [str(path) for path in paths]
    assert paths[0].read_text() == report_of(small)
    for path in paths:
        path.unlink()


def test_the_memo_says_what_the_report_opens_with(shop, report):
    with duckdb.connect(str(shop.published), read_only=True) as connection:
        memo, text = read(memo_page(connection, "report.html")), memo_text(connection)
        said = points(Published(connection), Wording("en"))
    assert text.count("\n") < 20
    for point in said:
        assert point.anchor in report.ids
        for words in (point.words, *point.parts):
            assert any(words in each for each in memo.words)
            assert any(words in each for each in report.words)
            assert markdown(words) in text


def test_markdown_shows_names_as_they_are():
    assert markdown("a_b *c*\n[d](e) <f>") == r"a\_b \*c\* \[d\](e) \<f\>"


def test_only_a_change_beyond_the_usual_is_named(demo, tmp_path):
    """The first segment gains more than ever, the second loses as much as usual."""
    copy = tmp_path / "published.duckdb"
    copy.write_bytes(demo.published.read_bytes())
    with duckdb.connect(str(copy)) as connection:
        connection.execute(
            "update history.segment_months set customer_count = 1000 + segment_id * 0 "
            "+ case when month(as_of_date) % 2 = 0 then 5 else 0 end where segmentation = 'value'"
        )
        connection.execute(
            "update history.segment_months set customer_count = 1234 "
            "where segmentation = 'value' and segment_id = 1 and as_of_date = '2017-12-31'"
        )
    with duckdb.connect(str(copy), read_only=True) as connection:
        grew, shrank, *_ = points(Published(connection), Wording("en"))
    name = demo.query(
        "select segment_name from segments.segments where segmentation = 'value' and segment_id = 1"
    )[0][0]
    assert grew.words == f"{name} by 234 to 1,234 customers; 5 would be usual."
    assert shrank.words.startswith("no segment by more than")


def test_without_a_published_file_it_says_what_to_do(tmp_path):
    outcome = subprocess.run(
        [sys.executable, "-m", "centroid.report"],
        cwd=ROOT,
        env={"CENTROID_PUBLISHED": str(tmp_path / "no.duckdb"), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert outcome.returncode == 1
    assert (
        outcome.stderr.strip()
        == f"{tmp_path}/no.duckdb: nothing is published yet; run `dbt build`."
    )


def edited(project: Project, folder: Path, *statements: str) -> ReportReader:
    """The report of a published file in which something was changed."""
    copy = folder / "published.duckdb"
    copy.write_bytes(project.published.read_bytes())
    with duckdb.connect(str(copy)) as connection:
        for statement in statements:
            connection.execute(statement)
    with duckdb.connect(str(copy), read_only=True) as connection:
        return read(page(connection))


def test_titles_of_a_shop_of_some_months_say_what_it_has(small):
    report = read(report_of(small))
    titles = {name: figure.title for name, figure in report.figures.items()}
    assert titles["account-by-month"] == "In none of 4 months did more customers lapse than came"
    assert titles["lifecycle"] == "100% of all customers are active"
    assert titles["funnel"] == "No active customer became at risk in the last month"
    # All of its data is of less than a year, and the first month holds everybody who was there.
    assert "of the revenue since Jan 2024" in titles["concentration"]
    assert titles["cohorts"].startswith("No month of joining after the first")
    assert "joined in Feb 2024" in titles["cohort-revenue"]
    assert titles["fits"] == "Every segmentation that was fitted separates at least weakly"
    assert titles["times-value"] == "No segment prefers a day of the week"
    assert titles["features"] == "82 features can describe a customer"
    said = " ".join(report.words)
    assert "in a year" not in said and "since Jan 2024): " in said
    assert "against as many days of the month before" in said
    assert "-0%" not in said and "-0.0%" not in said


def test_the_memo_distrusts_a_small_shop_and_a_fit_below_its_gates(small, tmp_path):
    status = "update segments.segmentations set status = 'below_gates' where segmentation = 'value'"
    words = edited(small, tmp_path, status).words
    gates = "The segments of value did not pass every gate"
    (distrust,) = [each for each in words if gates in each]
    assert "orders of whatever status: 109." in distrust and "to the last order: 138." in distrust


def test_what_is_rare_is_no_title(small, tmp_path):
    """Two orders on one day, a mean of one customer, a cohort of six."""
    report = edited(
        small,
        tmp_path,
        "delete from segments.segment_times where segmentation = 'value' and segment_id = 1 "
        "and (weekday, hour_of_day) <> (select (weekday, hour_of_day) from segments.segment_times "
        "where segmentation = 'value' and segment_id = 1 order by all limit 1)",
        "update segments.segment_times set order_count = 2, order_share = 1 "
        "where segmentation = 'value' and segment_id = 1",
        "update segments.segment_profiles set known_count = 1, standardised_difference = 11 "
        "where segmentation = 'value' and segment_id = 1 and feature = 'recency_days'",
        "update history.cohorts set customer_count = 6, second_order_share_90d = 1 "
        "where joined_month = '2024-02-01'",
    )
    assert "100%" not in report.figures["times-value"].title
    assert "11.0" not in report.figures["heat-value"].title
    assert report.figures["cohorts"].title.startswith("No month of joining after the first")
    assert report.figures["retention"].title == (
        "Too few joined after the first month to say who keeps ordering"
    )


def test_who_moved_is_told_from_what_moved(demo, tmp_path):
    table = "monitoring.segment_migration"
    moved = "classification = 'value' and from_segment <> to_segment and as_of_date = '2017-12-31'"
    ((total,),) = demo.query(f"select sum(customer_count) from {table} where {moved}")
    report = edited(demo, tmp_path)
    assert report.figures["causes-value"].title == f"All {total} who moved changed themselves"
    report = edited(demo, tmp_path, f"update {table} set cause = 'definition' where {moved}")
    assert report.figures["causes-value"].title == (
        f"None of {total} who moved changed: the segmentation did"
    )
    report = edited(demo, tmp_path, f"delete from {table} where {moved}")
    assert report.missing["causes-value"].endswith("Nobody moved in the last month.")


def test_an_alarm_is_the_title_of_what_drifted(demo, tmp_path):
    assert edited(demo, tmp_path).figures["drift"].title == "Nothing has drifted"
    watch = "update monitoring.fit_health set status = 'watch' where segmentation = 'value'"
    report = edited(demo, tmp_path, watch)
    assert report.figures["drift"].title == "No alarm, and 1 change worth a look"
    act = (
        "update monitoring.input_drift set status = 'act', "
        "sentence = 'Prices on 2017-12-28 are 100 times.' where measure = 'price'"
    )
    report = edited(demo, tmp_path, watch, act)
    assert report.figures["drift"].title == (
        "Alarm of the orders: Prices on Dec 28, 2017 are 100 times."
    )


def test_orders_by_chance_are_no_weekday(small, tmp_path):
    even = "update segments.segment_times set order_count = 20, order_share = 1 / 7"
    days = "delete from segments.segment_times where hour_of_day <> 9"
    title = edited(small, tmp_path, days, even).figures["times-value"].title
    assert title == "No segment prefers a day of the week"


def test_one_is_not_many(small, demo, tmp_path):
    one = "delete from inputs.input_findings where finding not in ('rows_given', 'rows_kept', {})"
    report = edited(small, tmp_path, one.format("'ids_with_fraction'"))
    assert report.figures["findings"].title == "1 finding in the inputs needs a look"
    report = edited(
        demo,
        tmp_path,
        "update fits.segment_validation set differs = false",
        "delete from segments.segment_products where list = 'trending'",
        "delete from segments.micro_segments where micro_segment_id <> "
        "(select min(micro_segment_id) from segments.micro_segments)",
    )
    titles = {name: figure.title for name, figure in report.figures.items()}
    assert titles["micro-product_affinity"] == "1 small group within the segments"
    assert titles["outcomes-value"].startswith("No segment spent or ordered differently")
    assert titles["top-products-value"] == "No product is on the rise in any segment"


def test_attributes_that_nobody_has_are_not_called_alike(demo, tmp_path):
    report = edited(
        demo,
        tmp_path,
        "update segments.segment_attributes set customer_share = customer_share_of_all",
    )
    title = report.figures["who-value"].title
    assert title == "In the 9 attributes that are known the segments are alike"


def test_only_segmentations_that_were_fitted_can_separate_poorly(small, tmp_path):
    poor = "update segments.segmentations set separation = 'poor' where segmentation = 'value'"
    assert edited(small, tmp_path, poor).figures["fits"].title == (
        "1 of 2 segmentations separates poorly"
    )


def test_fewer_lapsed_customers_are_better_and_a_month_that_is_not_over_is_no_miss(small, tmp_path):
    target = "insert into history.target_months values ('{}', '2024-04-01', {}, {}, {})"
    report = edited(
        small,
        tmp_path,
        target.format("lapsed_customers", 30, 39, "true"),
        target.format("new_customers", 30, 39, "true"),
        target.format("net_revenue", 100, 39, "false"),
    )
    assert report.figures["targets"].title == "1 of 2 targets were reached"


def test_a_sentence_of_the_file_is_written_as_the_reader_writes():
    words = "On 2024-03-05: 74,959 (5.1%), below 2.00%, median 1,234.5 of 12; v1.2.3, k = 4, 5."
    assert Wording("de").sentence(words) == (
        "On 05.03.2024: 74.959 (5,1%), below 2,00%, median 1.234,5 of 12; v1.2.3, k = 4, 5."
    )
    assert Wording("en").sentence(words) == words.replace("2024-03-05", "Mar 5, 2024")
    assert Wording("de").cell("segment_name", "2.5 a day") == "2.5 a day"


def test_rows_of_later_days_are_not_refused(small, tmp_path):
    finding = "update inputs.input_findings set row_count = {}, revenue = {} where finding = '{}'"
    report = edited(
        small,
        tmp_path,
        finding.format(5, 10, "future_ordered_at"),
        finding.format(100, "null", "rows_given"),
        finding.format(93, "null", "rows_kept"),
        finding.format(2, 4, "missing_order_id"),
        "update inputs.input_findings set revenue = null where finding not in "
        "('future_ordered_at', 'missing_order_id')",
    )
    assert report.figures["rows"].title == (
        "93 of 100 rows were read, 2 refused with 4 of revenue; later than the day: 5"
    )


def test_a_segment_of_few_customers_makes_no_title(small, tmp_path):
    report = edited(
        small,
        tmp_path,
        "update history.segment_months set customer_count = 9, net_revenue = 1e6 "
        "where segmentation = 'value' and segment_id = 1",
        "update segments.segment_journeys set customer_count = 9, median_days_to_second_order = 0 "
        "where segmentation = 'value' and segment_id = 1",
    )
    ((name,),) = small.query(
        "select segment_name from segments.segments where segmentation = 'value' and segment_id = 1"
    )
    for figure in ("size-value", "journeys-value"):
        assert not report.figures[figure].title.startswith(name)


def test_refused_rows_are_told_with_what_they_were_worth(small):
    with duckdb.connect(str(small.published), read_only=True) as connection:
        figure = read(page(connection)).figures["rows"]
    ((refused, worth, days),) = small.query(
        "select count(*), sum(amount), (select max(as_of_date) from calendar.as_of) "
        "- (select max(cast(ordered_at as date)) from inputs.stg_order_lines) "
        "from inputs.checked_order_lines where rejection_reason not like 'future%'"
    )
    found = dict(zip(figure.columns, figure.rows[0], strict=True))
    assert (int(found["rows refused"]), int(found["rows later"])) == (refused, 1) == (6, 1)
    assert Decimal(found["revenue refused"]) == worth > 0
    assert int(found["days since last row"]) == days
    assert f"{refused} refused with {worth:,.0f} of revenue" in figure.title


def test_products_of_one_name_are_one_bar():
    rows = [
        Row(
            {
                "segment_id": segment,
                "product_rank": rank,
                "product_name": name,
                "product_id": str(rank),
            }
        )
        for segment, names in {2: ["a", "b"], 1: ["a", "a", "b", "a", None, "c"]}.items()
        for rank, name in enumerate(names, start=1)
    ]
    found = [(row.segment_id, row.product_rank) for row in strongest(rows)]
    assert found == [(1, 1), (1, 3), (1, 5), (2, 1), (2, 2)]


def test_an_axis_has_no_number_twice():
    def write(value: float) -> str:
        return f"{value:.0f}"

    assert svg.steps(79.7, 81.1, write=write) == [79, 80, 81, 82]
    assert svg.steps(0, 2, write=write) == [0, 1, 2]
    drawn = svg.waterfall(
        [("Opening", 80.0, True), ("New", 0.0, False), ("Closing", 80.0, True)],
        unit="customers",
        write=write,
        description="nobody came",
    )
    assert "axis begins" not in drawn and ">75</text>" in drawn


def test_a_label_is_cut_where_it_says_the_least():
    assert svg.fitted(("Low spend", "came"), 26) == "Low spend: came"
    assert svg.fitted(("Less recent, quiet this month", "left"), 26) == "Less recent, quiet…: left"
    assert svg.fitted(("Less recent, quiet this month", "region North Rhine"), 26) == (
        "Less recent…: region Nort…"
    )
    assert svg.fitted("Less recent, quiet this month", 20) == "Less recent, quiet…"


def test_a_text_at_an_edge_stays_in_the_picture():
    assert [svg.within("x" * 20, x) for x in (10, 200, 539)] == [70, 200, svg.WIDTH - 70]


def test_nothing_is_below_zero_that_rounds_to_it():
    wording = Wording("en")
    assert wording.share(-0.0004) == "0.0%" and wording.share(-0.004) == "-0.4%"
    assert wording.number(-0.4, 0) == "0" and wording.signed(-0.0, 0) == "0"


@pytest.mark.parametrize(
    ("locale", "number", "share", "day", "month"),
    [
        ("en", "1,234.5", "12%", "Dec 31, 2017", "Dec 2017"),
        ("de", "1.234,5", "12\xa0%", "31.12.2017", "Dez. 2017"),
        ("en-GB", "1,234.5", "12%", "31 Dec 2017", "Dec 2017"),
    ],
)
def test_numbers_and_dates_are_those_of_the_locale(locale, number, share, day, month):
    wording = Wording(locale)
    assert wording.number(1234.5, 1) == number
    assert wording.share(0.123) == share
    assert wording.day(date(2017, 12, 31)) == day
    assert wording.month(date(2017, 12, 31)) == month


def test_numbers_have_three_digits_and_shares_two():
    wording = Wording("en")
    written = [wording.number(value) for value in (0.1234, 12.34, 123.4, 12340, 2, Decimal("2.5"))]
    assert written == ["0.12", "12.3", "123", "12,340", "2", "2.50"]
    assert [wording.share(value) for value in (0, 0.0123, 0.099, 0.0996, 1)] == [
        "0.0%", "1.2%", "9.9%", "10%", "100%",
    ]  # fmt: skip
    assert wording.signed(3) == "+3" and wording.signed(-3) == "-3"
    with pytest.raises(ValueError, match="'xx' is no locale"):
        Wording("xx")


def test_pictures_escape_what_they_are_given():
    for name in NAMES:
        drawn = svg.bars([(name, 1.0, "#000", name)], description=name, write=str)
        assert "<script" not in drawn and "<img" not in drawn and "<h1" not in drawn


def test_scales_are_round_and_cover_the_values():
    assert svg.steps(0, 100) == [0, 25, 50, 75, 100]
    assert svg.steps(-3, 7) == [-5, -2.5, 0, 2.5, 5, 7.5]
    assert svg.steps(5, 5)[0] <= 5 <= svg.steps(5, 5)[-1]
    assert svg.colour_of(1) != svg.colour_of(2) and svg.colour_of(13) == svg.colour_of(1)


def test_the_knee_is_where_the_curve_bends_most():
    assert knee_of([2, 3, 4, 5, 6], [100.0, 50.0, 20.0, 15.0, 10.0]) == 4
    assert knee_of([2, 3], [2.0, 1.0]) is None
    assert knee_of([2, 3, 4], [1.0, 1.0, 1.0]) is None


def test_a_change_is_usual_against_the_last_twelve():
    assert usual_change([0.0, 5.0]) is None
    assert usual_change([0.0, 5.0, 4.0, 7.0]) == 3.0
    assert usual_change([0.0, 1000.0, *([1000.0, 1002.0] * 6), 1000.0]) == 2.0


def test_what_equals_the_usual_change_is_not_unusual():
    assert not is_unusual(0.1 + 0.2, 0.3) and not is_unusual(-0.3, 0.1 + 0.2)
    assert is_unusual(-0.31, 0.3) and is_unusual(1.0, 0.0) and not is_unusual(0.0, 0.0)


def test_rules_are_read_without_their_stand_ins():
    condition = "coalesce(recency_days, 5) <= 12 and coalesce(net_revenue_90d, 1.5) > 7"
    assert read_rule(condition) == "recency days is at most 12, and net revenue 90d is above 7"
