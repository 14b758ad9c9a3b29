"""Texts as people's files have them, and what they mean; read on both engines."""

from __future__ import annotations

# The zone of the shop's clocks where texts have a zone.
ZONE = "America/New_York"
DAY = "2024-06-30"

# Text, format (none: ISO 8601), and the shop's time; None is a text that is no time.
TIMES = [
    (DAY, None, f"{DAY} 00:00:00"),
    ("2024-6-3", None, "2024-06-03 00:00:00"),
    ("2024/06/30", None, f"{DAY} 00:00:00"),
    (f" {DAY} ", None, f"{DAY} 00:00:00"),
    (f"{DAY} 08:05", None, f"{DAY} 08:05:00"),
    (f"{DAY}T08:05:09", None, f"{DAY} 08:05:09"),
    (f"{DAY} 08:05:09.5", None, f"{DAY} 08:05:09.5"),
    # The clock of twelve hours.
    (f"{DAY} 01:50:00 PM", None, f"{DAY} 13:50:00"),
    (f"{DAY} 1:50 pm", None, f"{DAY} 13:50:00"),
    (f"{DAY} 11:05AM", None, f"{DAY} 11:05:00"),
    (f"{DAY} 12:00:00 AM", None, f"{DAY} 00:00:00"),
    (f"{DAY} 12:00:00 PM", None, f"{DAY} 12:00:00"),
    (f"{DAY} 13:50:00 PM", None, None),
    # Zones, in winter and in summer.
    (f"{DAY}T22:00:00Z", None, f"{DAY} 18:00:00"),
    ("2024-01-30T22:00:00Z", None, "2024-01-30 17:00:00"),
    (f"{DAY} 22:00:00 UTC", None, f"{DAY} 18:00:00"),
    (f"{DAY} 22:00:00 GMT", None, f"{DAY} 18:00:00"),
    ("2024-06-29T23:30:00-05:00", None, f"{DAY} 00:30:00"),
    (f"{DAY} 08:00:00 +0530", None, "2024-06-29 22:30:00"),
    (f"{DAY} 08:00:00.25+02", None, f"{DAY} 02:00:00.25"),
    (f"{DAY} 08:00:00 America/New_York", None, f"{DAY} 08:00:00"),
    (f"{DAY} 08:00 PM Europe/Berlin", None, f"{DAY} 14:00:00"),
    # A default date stays one, whatever its zone.
    ("1970-01-01T00:00:00Z", None, "1970-01-01 00:00:00"),
    # What is not all of it a time.
    *(
        (f"{DAY} 08:00:00{word}", None, None)
        for word in [
            *(" EST", " IST", " Foo", " PM EST", "x", " p.m.", " o'clock", "+99:00", " Foo/Bar"),
            *(" -5", " 1", " (BC)", " PST8PDT", " 2024"),
        ]
    ),
    *(
        (text, None, None)
        for text in [
            *(f"{DAY} Z", f"{DAY} PM", f"{DAY}x", f"{DAY} Europe/Berlin", f"{DAY} 5", f"{DAY}Z"),
            *("2024-06-31", "2024-13-01", "31.12.2024", "12/31/2024", "20240630", "1719734400"),
            *("epoch", "infinity", "-infinity", "now", "today", "2024-06", "2024", "", " "),
            *(f"{DAY} 08:00:60", f"{DAY} 25:00:00", f"{DAY} 08:61", f"x {DAY}", "June 30 2024"),
            *("2024-1-1 Z", "2024-01-1Z", "2024-01-01 10:00:0Z", "2024-01-01 10:00:xx"),
        ]
    ),
    # A named format.
    ("30.06.2024 08:05", "%d.%m.%Y %H:%M", f"{DAY} 08:05:00"),
    ("3.6.2024 8:05", "%d.%m.%Y %H:%M", "2024-06-03 08:05:00"),
    (" 30.06.2024 08:05 ", "%d.%m.%Y %H:%M", f"{DAY} 08:05:00"),
    ("30.06.2024", "%d.%m.%Y %H:%M", None),
    ("30.06.2024 08:05:01", "%d.%m.%Y %H:%M", None),
    (f"{DAY} 08:05", "%d.%m.%Y %H:%M", None),
    ("30.06.2024 08:05 +02:00", "%d.%m.%Y %H:%M", f"{DAY} 02:05:00"),
    ("30.06.2024 08:05 Uhr", "%d.%m.%Y Uhr %H:%M", None),
    ("30.06.2024 [it's] 08:05", "%d.%m.%Y [it's] %H:%M", f"{DAY} 08:05:00"),
    ("30.06.2024 Uhr 08:05", "%d.%m.%Y Uhr %H:%M", f"{DAY} 08:05:00"),
    ("6/30/2024 1:50:09 PM", "%m/%d/%Y %I:%M:%S %p", f"{DAY} 13:50:09"),
    ("30/6/24", "%d/%m/%y", f"{DAY} 00:00:00"),
    ("30/6/97", "%d/%m/%y", "1997-06-30 00:00:00"),
    ("20240630", "%Y%m%d", f"{DAY} 00:00:00"),
    ("30 Jun 2024", "%d %b %Y", f"{DAY} 00:00:00"),
    ("June 30, 2024", "%B %d, %Y", f"{DAY} 00:00:00"),
    ("31.06.2024", "%d.%m.%Y", None),
]

# Text, decimal mark, separator of thousands, and the number.
NUMBERS = [
    ("7.25", None, None, "7.25"),
    ("-7.25", None, None, "-7.25"),
    ("1,234.56", None, None, None),
    ("$12.00", None, None, None),
    ("12,50", None, None, None),
    ("12,50", ",", None, "12.5"),
    ("-12,50", ",", None, "-12.5"),
    ("12.50", ",", None, None),
    ("1.234,56", ",", None, None),
    ("1.234,56", ",", ".", "1234.56"),
    ("1.234.567", ",", ".", "1234567"),
    ("12.5", ",", ".", None),
    ("1.23,4", ",", ".", None),
    ("1.2.345,6", ",", ".", None),
    ("1234,5", ",", ".", "1234.5"),
    ("1,234.56", ".", ",", "1234.56"),
    ("12,50", ".", ",", None),
    ("12,34,567.8", ".", ",", "1234567.8"),
    ("1 234,56", ",", " ", "1234.56"),
    ("1\u00a0234,56", ",", " ", "1234.56"),
    ("1\u202f234,56", ",", " ", "1234.56"),
    ("1'234.56", ".", "'", "1234.56"),
    ("1’234.56", ".", "'", "1234.56"),
    (" 12,50 ", ",", None, "12.5"),
    ("", ",", None, None),
    (",", ",", None, None),
]


def misread() -> str:
    """A query, in Jinja, of what is read otherwise: its number here, and what it is read as.

    The var `time_zone` has to be `ZONE`.
    """
    cases = []
    for text, form, time in TIMES:
        cases.append((text, f"read_time('text', {form!r})", "timestamp", time))
    for text, decimal, thousands, number in NUMBERS:
        given = {"decimal": decimal, "thousands": thousands}
        options = {name: mark for name, mark in given.items() if mark}
        cases.append((text, f"read_number('text', 'money', {options!r})", "money", number))
    # Times with a type: instants as a Parquet file has them.
    for text, form, time in TIMES:
        if text.endswith("Z") and time and not form and not text.startswith("1970"):
            cases.append((text, "read_time(time_with_zone('text'))", "timestamp", time))
    texts = [(literal(text), macro, kind, literal(meaning)) for text, macro, kind, meaning in cases]
    return " union all ".join(
        f"select {number} as number, cast(found as {{{{ dbt.type_string() }}}}) as found "
        f"from (select {{{{ {macro} }}}} as found "
        f"from (select {text} as text) as given_row_) as read_row "
        f"where found is distinct from cast({meaning} as {{{{ contract_type({kind!r}) }}}})"
        for number, (text, macro, kind, meaning) in enumerate(texts)
    )


def literal(text: str | None) -> str:
    """A text as a literal of SQL, in Jinja."""
    return "null" if text is None else f"{{{{ text_literal({text!r}) }}}}"
