"""How times, numbers and ids are read: all of a text or none of it."""

from __future__ import annotations

from decimal import Decimal

import duckdb
import pytest
from harness import in_memory_session, steady
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from project_macros import Macros
from readings import NUMBERS, TIMES, ZONE


@pytest.fixture(scope="module")
def session():
    """A database that behaves as the warehouse."""
    session = in_memory_session()
    yield session
    session.close()


def read(macros: Macros, session: duckdb.DuckDBPyConnection, value, macro: str, *arguments, **vars):
    """What a macro reads a value as, as text."""
    sql = macros.call(macro, vars, "given.value", *arguments)
    query = f"select cast({sql} as varchar) from (select $1 as value) as given"
    return session.execute(query, [value]).fetchone()[0]


@pytest.mark.parametrize(("text", "form", "time"), TIMES)
def test_all_of_a_text_is_a_time_or_none_of_it(macros, session, text, form, time):
    assert read(macros, session, text, "read_time", form, time_zone=ZONE) == time


def test_a_zone_cannot_be_read_without_the_shops_zone(macros, session):
    found = {
        text: read(macros, session, text, "read_time", form)
        for text, form, time in TIMES
        if time and read(macros, session, text, "read_time", form) != time
    }
    assert len(found) == 10
    assert "1970-01-01T00:00:00Z" not in found
    assert set(found.values()) == {None}


def test_typed_times_are_read_as_texts_are(macros, session):
    def typed(value: str, **variables):
        sql = macros.call("read_time", variables, "value")
        query = f"select cast({sql} as varchar) from (select {value} as value)"
        return session.execute(query).fetchone()[0]

    instant = "timestamptz '2024-06-30 22:00:00Z'"
    assert typed(instant, time_zone=ZONE) == "2024-06-30 18:00:00"
    assert typed(instant) is None
    for value in ("timestamp '2024-06-30 22:00:00'", "timestamp_ns '2024-06-30 22:00:00'"):
        assert typed(value) == typed(value, time_zone=ZONE) == "2024-06-30 22:00:00"
    assert typed("date '2024-06-30'") == "2024-06-30 00:00:00"


@pytest.mark.parametrize(("text", "decimal", "thousands", "number"), NUMBERS)
def test_all_of_a_text_is_a_number_or_none_of_it(macros, session, text, decimal, thousands, number):
    marks = {"decimal": decimal, "thousands": thousands}
    options = {name: mark for name, mark in marks.items() if mark}
    found = read(macros, session, text, "read_number", "money", options)
    assert (found and float(found)) == (number and float(number))


def test_a_typed_number_needs_no_marks(macros, session):
    for value in (12.5, 12, "12,5"):
        options = {"decimal": ","}
        found = read(macros, session, value, "read_number", "money", options)
        assert float(found) == (12 if value == 12 else 12.5)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("cast(12345 as double)", "12345"),
        ("cast(12345 as float)", "12345"),
        ("12345.00", "12345"),
        ("cast('12345678901234567890.000' as decimal(38, 3))", "12345678901234567890"),
        ("cast(9007199254740993 as bigint)", "9007199254740993"),
        ("cast(0 as double)", "0"),
        ("cast('-0' as double)", "0"),
        ("cast(1.5 as double)", None),
        ("cast('nan' as double)", None),
        ("cast('inf' as double)", None),
        ("'12345.0'", "12345.0"),
        ("' 007 '", " 007 "),
    ],
)
def test_a_whole_number_is_an_id_without_a_fraction(macros, session, value, text):
    sql = macros.call("read_text", {}, "value", [], True)
    assert session.execute(f"select {sql} from (select {value} as value)").fetchall() == [(text,)]


def test_other_texts_keep_a_fraction(macros, session):
    sql = macros.call("read_text", {}, "value", [], False)
    for value, text in [("cast(1.5 as double)", "1.5"), ("cast(2 as double)", "2")]:
        found = session.execute(f"select {sql} from (select {value} as value)").fetchall()
        assert found == [(text,)]


@pytest.mark.parametrize(
    ("steps", "text"),
    [
        ([], " Ann.0 "),
        (["trim"], "Ann.0"),
        (["lower"], " ann.0 "),
        (["trim", "lower"], "ann.0"),
        (["strip_zero_fraction"], " Ann.0 "),
    ],
)
def test_ids_are_normalised_as_told(macros, session, steps, text):
    assert read(macros, session, " Ann.0 ", "read_text", steps, True) == text


def test_a_fraction_of_zero_is_stripped_from_digits_alone(macros, session):
    for value, text in [("12345.0", "12345"), ("12.50", "12.50"), ("1.2.0", "1.2.0"), ("7", "7")]:
        assert read(macros, session, value, "read_text", ["strip_zero_fraction"], True) == text


def evaluated(macros: Macros, session, expression: str, **values):
    """What an expression over columns of text gives."""
    mapping = {"columns": {"amount": {"expression": expression}}}
    sql = macros.call("read_column", {}, mapping, "amount", "money")
    columns = ", ".join(f'${number + 1} as "{name}"' for number, name in enumerate(values))
    query = f"select {sql} from (select {columns}) as given_row_"
    return session.execute(query, list(values.values())).fetchone()[0]


numbers = st.integers(-99, 99).map(lambda number: Decimal(number) / 4)
expressions = st.recursive(
    st.sampled_from(["a", '"b c"', "2", "0.5"]),
    lambda inner: (
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(" ".join)
        | inner.map("({})".format)
        | inner.map("-{}".format)
    ),
    max_leaves=6,
)


@settings(steady, max_examples=100)
@given(expressions, numbers, numbers)
def test_an_expression_gives_what_arithmetic_gives(macros, session, expression, a, b):
    plain = expression.replace('"b c"', "b")
    assume("a" in plain or "b" in plain)
    try:
        expected = eval(plain, {}, {"a": float(a), "b": float(b)})
    except ZeroDivisionError:
        expected = None
    found = evaluated(macros, session, expression, a=str(a), **{"b c": str(b)})
    if expected is None or abs(expected) >= 1e14:
        assert found is None
    else:
        assert float(found) == pytest.approx(expected, abs=5.1e-5)


def test_a_part_that_cannot_be_read_makes_the_amount_unreadable(macros, session):
    for pieces, price in [("2", None), (None, "3"), ("two", "3"), ("", "3")]:
        assert evaluated(macros, session, "pieces * price", pieces=pieces, price=price) is None
    found = evaluated(macros, session, "pieces * price", pieces="3", price="19.99")
    assert found == Decimal("59.9700")


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("", "cannot be read"),
        ("a; drop table x", "cannot be read at: ;"),
        ("abs(a)", "is not a sum or product"),
        ("(select 1)", "is not a sum or product"),
        ("a ** 2", "is not a sum or product"),
        ("a b", "is not a sum or product"),
        ("a + ", "is not a sum or product"),
        ("(a", "is not a sum or product"),
        ("a)", "is not a sum or product"),
        ("()", "is not a sum or product"),
        ("1 + 2", "is not a sum or product"),
        ("a < 3", "cannot be read at: <"),
        ("'a' * 2", "cannot be read at: ''"),
        ("a || b", "cannot be read at: ||"),
        ("a, b", "cannot be read at: ,"),
        ("Menge × Preis", "cannot be read at: ×"),
    ],
)
def test_an_expression_can_do_no_more_than_arithmetic(macros, expression, words):
    sentence = macros.refusal("parsed_expression", {}, "key", expression)
    assert sentence.startswith(f"var 'key': '{expression}' ")
    assert words in sentence


def test_two_minus_signs_are_no_comment(macros):
    parsed = macros.call("parsed_expression", {}, "key", "a--b")
    assert parsed == {"columns": ["a", "b"], "sql": "(<0> - (-<1>))"}


def test_a_hostile_column_name_is_quoted(macros, session):
    name = 'x"" from secrets; --'
    assert evaluated(macros, session, f'"{name}" * 2', **{name: "4"}) == 8
