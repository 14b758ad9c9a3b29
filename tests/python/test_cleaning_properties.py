"""Cleaning against rules written down a second time: what is kept, what is refused and why."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise

import duckdb
import pytest
from harness import (
    CUSTOMER_COLUMNS,
    FOUR_COLUMNS,
    HOSTILE,
    LINE_COLUMNS,
    PLACEHOLDERS,
    PRODUCT_COLUMNS,
    Project,
    Stage,
    in_memory_session,
    steady,
    write_csv,
)
from hypothesis import example, given, settings
from hypothesis import strategies as st

BLANKS = ["", " ", "   "]
PLACEHOLDER_IDS = sorted({text.lower() for text in PLACEHOLDERS})
DEFAULT_TIMES = [
    "0001-01-01",
    "1900-01-01 00:00:00",
    "1970-01-01",
    "1970-01-01T00:00:00Z",
    "9999-12-31",
]
ZONED_TIMES = [
    "2024-02-01T10:00:00Z",
    "2024-02-01 10:00 -0500",
    "2024-02-01 10:00:00 Europe/Berlin",
]


@dataclass(frozen=True)
class Cell:
    """A cell as it is written, and what it means: None where it cannot be read."""

    text: str
    meaning: object

    @property
    def is_blank(self) -> bool:
        """Whether the cell holds nothing but white space."""
        return not self.text.strip()


blanks = st.sampled_from(BLANKS).map(lambda text: Cell(text, None))
ids = (
    st.sampled_from(["o1", "o2", "c1", "c2", "7"])
    | st.sampled_from(HOSTILE)
    | st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1, max_size=12)
).map(lambda text: Cell(text, text if text.strip() else None))


def money(number: Decimal) -> Cell:
    """A number as a cell."""
    return Cell(f"{number:f}", number)


unreadable_text = st.sampled_from(HOSTILE).map(lambda text: "x" + text)
amounts = (
    st.decimals(-1000, 1000, places=2).map(money)
    | st.decimals(-(10**13), 10**13, places=4).map(money)
    | st.sampled_from(["0", "0.00", "-0", "1e3", "-1e3", "12.5", "-12.5", "00012.50"]).map(
        lambda text: Cell(text, Decimal(text))
    )
    | (
        unreadable_text
        | st.sampled_from(
            [
                "1.2.3",
                "--5",
                "12 EUR",
                "1,234.50",
                "NaN",
                "inf",
                "-Infinity",
                "1e400",
                "99999999999999999",
            ]
        )
    ).map(lambda text: Cell(text, None))
)
days = st.dates(date(2023, 1, 1), date(2025, 12, 31)) | st.dates(date(1900, 1, 1), date(2150, 1, 1))
times = (
    days.map(lambda day: Cell(str(day), datetime.combine(day, datetime.min.time())))
    | st.datetimes(datetime(2024, 1, 1), datetime(2024, 3, 1)).map(
        lambda time: Cell(f"{time:%Y-%m-%d %H:%M:%S}", time.replace(microsecond=0))
    )
    | (
        unreadable_text
        | st.sampled_from(
            [
                "yesterday",
                "2023-02-29",
                "2024-13-01",
                "2024-00-10",
                "31.12.2024",
                "1899-12-31",
                "infinity",
                "-infinity",
                "20240101",
                "12",
                "2024-02-30 10:00:00Z",
                "2024-02-01 10:00:00 EST",
                *DEFAULT_TIMES,
                *ZONED_TIMES,
            ]
        )  # fmt: skip
    ).map(lambda text: Cell(text, None))
)

# Of order lines; what is beyond cannot be read.
readable_amounts = amounts.map(
    lambda cell: (
        cell if cell.meaning is None or abs(cell.meaning) < 10**12 else Cell(cell.text, None)
    )
)

# An order that can be used, so that there is a day to stand on.
ANCHOR = {
    "order_id": Cell("anchor", "anchor"),
    "customer_id": Cell("c1", "c1"),
    "ordered_at": Cell("2024-02-01 10:00:00", datetime(2024, 2, 1, 10)),
    "amount": money(Decimal("5.00")),
    "quantity": money(Decimal("1")),
    "product_id": Cell("p1", "p1"),
}


def mostly(strategy: st.SearchStrategy, column: str) -> st.SearchStrategy:
    """Usually the anchor's cell, so that a row has one thing wrong and not five."""
    return st.just(ANCHOR[column]) | strategy | blanks


lines = st.fixed_dictionaries(
    {
        "order_id": mostly(ids, "order_id"),
        "customer_id": mostly(ids, "customer_id"),
        "ordered_at": mostly(times, "ordered_at"),
        "amount": mostly(readable_amounts, "amount"),
        "quantity": mostly(amounts, "quantity"),
        "product_id": mostly(ids, "product_id"),
    }
)


@st.composite
def with_copies(draw, rows: st.SearchStrategy, least: int) -> list[dict]:
    """Rows, some of them several times, in any order."""
    drawn = draw(st.lists(rows, min_size=least, max_size=8))
    copies = draw(st.lists(st.sampled_from(drawn), max_size=4)) if drawn else []
    return draw(st.permutations(drawn + copies))


# In the order in which they are built.
CALENDAR = ["given_order_months", "as_of", "order_months"]
LINE_MODELS = [*CALENDAR, "checked_order_lines"]


class Cleaning:
    """The compiled models over an empty database in memory."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.models = {
            model: project.compiled(model)
            for model in [*LINE_MODELS, "checked_customers", "rejected_rows"]
        }
        self.session = in_memory_session()
        self.session.execute(
            "attach ':memory:' as centroid; create schema centroid.inputs; "
            "create schema centroid.calendar; "
            "create schema centroid.reference; create table centroid.reference.order_line_statuses "
            "as select 'cancelled' as status, 'cancelled' as treatment; "
            "create table centroid.reference.placeholder_ids as "
            f"select unnest({[text for text in PLACEHOLDER_IDS if text != 'null']}) as placeholder"
        )
        empty = set(self.models["rejected_rows"].split('"')) - set(self.models)
        for model in sorted(name for name in empty if name.startswith("checked_")):
            self.build(model, project.compiled(model))
        self.build("stg_products", project.compiled("stg_products"))

    def build(self, model: str, sql: str | None = None) -> None:
        """Make a model's table."""
        sql = (sql or self.models[model]).replace(
            str(self.project.stage.current), str(self.project.folder)
        )
        room = "calendar" if model in CALENDAR else "inputs"
        self.session.execute(f"create or replace table centroid.{room}.{model} as {sql}")
        if model == "order_months":
            self.session.execute(
                "create or replace temporary view due_parts_of_checked_order_lines as "
                "select ordered_month from centroid.calendar.order_months"
            )

    def rows(self, sql: str) -> list[tuple]:
        """Rows of a query."""
        return self.session.execute(sql).fetchall()

    def write(self, name: str, columns: list[str], rows: list[dict]) -> None:
        """Write the rows as a file of the project."""
        cells = [[row[column].text for column in columns] for row in rows]
        write_csv(self.project.file(f"{name}.csv"), columns, cells)


@pytest.fixture(scope="module")
def cleaning(stage: Stage):
    """The models of two inputs, compiled once."""
    project = stage.project("cleaning", stage.three_inputs)
    models = [*LINE_MODELS, "checked_*", "stg_products", "rejected_rows"]
    project.dbt("compile", "--select", *models).succeeded()
    write_csv(project.file("products.csv"), PRODUCT_COLUMNS, [])
    cleaning = Cleaning(project)
    cleaning.write("lines", LINE_COLUMNS, [ANCHOR])
    cleaning.write("customers", CUSTOMER_COLUMNS, [])
    for model in cleaning.models:
        cleaning.build(model)
    yield cleaning
    cleaning.session.close()


def is_placeholder(cell: Cell) -> bool:
    """Whether a customer's id stands for no customer."""
    return cell.text.strip().lower() in PLACEHOLDER_IDS


def last_plausible_day(rows: list[dict]) -> date | None:
    """The last day of the last period of trade: the median's, or a later one of ten lines."""
    ordered = sorted(
        row["ordered_at"].meaning.date() for row in rows if row["ordered_at"].meaning is not None
    )
    if not ordered:
        return None
    periods = [[ordered[0]]]
    for day, following in pairwise(ordered):
        if (following - day).days > 366:
            periods.append([])
        periods[-1].append(following)
    median = ordered[(len(ordered) - 1) // 2]
    trade = [period for period in periods if median in period or len(period) >= 10]
    return max(day for period in trade for day in period)


def verdicts_on_lines(rows: list[dict]) -> Counter:
    """What each line means and why it is refused (None: kept), by the documented rules."""
    as_of_date = last_plausible_day(rows)
    seen, verdicts = set(), Counter()
    for row in rows:
        amount, quantity = row["amount"].meaning, row["quantity"].meaning
        # A refund may come without its order.
        required = FOUR_COLUMNS[1:] if amount is not None and amount < 0 else FOUR_COLUMNS
        missing = [column for column in required if row[column].is_blank]
        unreadable = [column for column in required if row[column].meaning is None]
        texts = tuple(row[column].text for column in LINE_COLUMNS)
        if missing:
            reason = f"missing_{missing[0]}"
        elif is_placeholder(row["customer_id"]):
            reason = "placeholder_customer_id"
        elif row["ordered_at"].text in DEFAULT_TIMES:
            reason = "default_ordered_at"
        elif row["ordered_at"].text in ZONED_TIMES:
            reason = "zoned_ordered_at"
        elif unreadable:
            reason = f"unreadable_{unreadable[0]}"
        elif row["ordered_at"].meaning.date() > as_of_date:
            reason = "future_ordered_at"
        elif quantity is not None and amount > 0 > quantity:
            reason = "negative_price"
        else:
            reason = "exact_duplicate" if texts in seen else None
            seen.add(texts)
        verdicts[tuple(row[column].meaning for column in LINE_COLUMNS) + (reason,)] += 1
    return verdicts


def check_lines(cleaning: Cleaning, rows: list[dict]) -> Counter:
    """Clean the rows and return what became of them."""
    cleaning.write("lines", LINE_COLUMNS, rows)
    for model in [*LINE_MODELS, "rejected_rows"]:
        cleaning.build(model)
    return Counter(
        cleaning.rows(
            f"select {', '.join(LINE_COLUMNS)}, rejection_reason "
            "from centroid.inputs.checked_order_lines"
        )
    )


def as_json(row: dict) -> str:
    """A row's cells as sorted JSON; an empty cell and an absent one are alike."""
    return json.dumps({column: value or None for column, value in row.items()}, sort_keys=True)


def check_refused(cleaning: Cleaning, input_name: str, rows: list[dict]) -> None:
    """Every refused row is listed once, with a reason and itself as JSON."""
    checked = cleaning.rows(
        f"select rejection_reason, rejected_row from centroid.inputs.checked_{input_name}"
    )
    assert len(checked) == len(rows)
    assert all((reason is None) == (row is None) for reason, row in checked)
    given = Counter(as_json({column: cell.text for column, cell in row.items()}) for row in rows)
    refused = Counter(as_json(json.loads(row)) for _, row in checked if row is not None)
    assert refused <= given
    listed = cleaning.rows(
        "select count(*), count(distinct row_key), count(rejection_reason) "
        f"from centroid.inputs.rejected_rows where input = '{input_name}'"
    )
    assert listed == [(refused.total(),) * 3]


@settings(steady, max_examples=120)
@given(
    with_copies(lines, least=0).map(lambda rows: [ANCHOR, *rows]), st.randoms(use_true_random=False)
)
def test_every_line_is_kept_or_refused_for_the_documented_reason(cleaning, rows, chance):
    found = check_lines(cleaning, rows)
    assert found == verdicts_on_lines(rows)
    check_refused(cleaning, "order_lines", rows)
    chance.shuffle(rows)
    assert check_lines(cleaning, rows) == found


@settings(steady, max_examples=30)
@given(st.lists(lines, min_size=1, max_size=4))
@example([{**ANCHOR, "ordered_at": Cell("soon", None)}] * 2)
def test_without_any_time_one_sentence_says_so(cleaning, rows):
    if last_plausible_day(rows):
        check_lines(cleaning, rows)
        return
    with pytest.raises(duckdb.Error) as caught:
        check_lines(cleaning, rows)
    assert (
        f"order_lines: no usable order in {cleaning.project.file('lines.csv')}: none of its "
        f"{len(rows)} rows has a readable ordered_at"
    ) in str(caught.value)
    assert (
        "; map a column with times such as 2024-12-31 10:00:00 under vars: inputs: order_lines."
    ) in str(caught.value)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_ids_pass_unaltered(cleaning, hostile):
    cell = Cell(hostile, hostile)
    rows = [ANCHOR, {**ANCHOR, "order_id": cell, "customer_id": cell, "product_id": cell}]
    assert check_lines(cleaning, rows) == verdicts_on_lines(rows)


@pytest.mark.parametrize("white_space", ["\t", "\n", "\r\n", " \t ", "\u00a0"])
def test_white_space_is_missing(cleaning, white_space):
    rows = [ANCHOR, *({**ANCHOR, column: Cell(white_space, None)} for column in FOUR_COLUMNS)]
    assert check_lines(cleaning, rows) == verdicts_on_lines(rows)


def test_rows_that_begin_like_a_comment_are_rows(cleaning):
    rows = [
        {**ANCHOR, "order_id": Cell(text, text)} for text in ["1000", "#1001", "#1002", "#1003"]
    ]
    cleaning.project.file("lines.csv").write_text(
        "\n".join(
            [",".join(LINE_COLUMNS)]
            + [",".join(row[column].text for column in LINE_COLUMNS) for row in rows]
        )
    )
    for model in LINE_MODELS:
        cleaning.build(model)
    kept = cleaning.rows("select order_id from centroid.inputs.checked_order_lines order by all")
    assert kept == [("#1001",), ("#1002",), ("#1003",), ("1000",)]


people = st.fixed_dictionaries(
    {
        "customer_id": st.sampled_from(["c1", "c2"]).map(lambda text: Cell(text, text))
        | ids
        | blanks,
        "full_name": ids | blanks,
        "signed_up_at": times | blanks,
    }
)


def check_people(cleaning: Cleaning, rows: list[dict]) -> Counter:
    """Clean the customers and return what became of them."""
    cleaning.write("customers", CUSTOMER_COLUMNS, rows)
    for model in ["checked_customers", "rejected_rows"]:
        cleaning.build(model)
    return Counter(
        cleaning.rows(
            f"select {', '.join(CUSTOMER_COLUMNS)}, rejection_reason "
            "from centroid.inputs.checked_customers"
        )
    )


@settings(steady, max_examples=60)
@given(with_copies(people, least=1), st.randoms(use_true_random=False))
def test_one_row_is_kept_for_each_customer(cleaning, rows, chance):
    found = check_people(cleaning, rows)
    check_refused(cleaning, "customers", rows)

    missing = [row for row in rows if row["customer_id"].meaning is None]
    strangers = [row for row in rows if is_placeholder(row["customer_id"])]
    named = [row for row in rows if row not in missing and row not in strangers]
    different = {tuple(row[column].text or None for column in CUSTOMER_COLUMNS) for row in named}
    keys = {row["customer_id"].meaning for row in named}
    reasons = Counter()
    for (*_, reason), count in found.items():
        reasons[reason] += count
    assert +reasons == +Counter(
        {
            None: len(keys),
            "missing_customer_id": len(missing),
            "placeholder_customer_id": len(strangers),
            "exact_duplicate": len(named) - len(different),
            "duplicate_customer_id": len(different) - len(keys),
        }
    )
    kept = [values for (*values, reason), count in found.items() if reason is None]
    assert {values[0] for values in kept} == keys
    meanings = [[row[column].meaning for column in CUSTOMER_COLUMNS] for row in named]
    assert all(values in meanings for values in kept)
    chance.shuffle(rows)
    assert check_people(cleaning, rows) == found
