"""Numbers and dates as the reader writes them."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal, format_percent

# A day, or a number with a decimal point or separated thousands, in a sentence that SQL wrote.
WRITTEN = re.compile(
    r"(?<![\w.,-])(\d{4}-\d\d-\d\d|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+)(?![\w-]|[.,]\d)"
)
SENTENCES = ("sentence", "remedy", "reason", "condition")


class Wording:
    """Writes numbers and dates in the conventions of a locale.

    Parameters
    ----------
    locale : str
        Such as en, en_GB or de; a hyphen does as well.

    Raises
    ------
    ValueError
        If there is no such locale.
    """

    def __init__(self, locale: str) -> None:
        try:
            self.locale = Locale.parse(locale.replace("-", "_"))
        except (UnknownLocaleError, ValueError) as error:
            raise ValueError(
                f"var 'locale': '{locale}' is no locale; name one as en, en_GB or de."
            ) from error

    def number(self, value: Any, digits: int | None = None) -> str:
        """A number, with as many decimals as three digits leave room for, or those given."""
        if value is None:
            return ""
        if digits is None:
            size = abs(float(value))
            digits = 0 if size >= 100 or float(value).is_integer() else 1 if size >= 10 else 2
        whole = self.locale.decimal_formats[None].pattern.split(".")[0]
        pattern = whole + ("." + "0" * digits if digits else "")
        exact = Decimal(str(value))
        # What rounds to zero has no sign.
        shown = exact if round(exact, digits) else Decimal(0)
        return format_decimal(shown, format=pattern, locale=self.locale)

    def signed(self, value: Any, digits: int | None = None) -> str:
        """A change, with its sign."""
        return ("+" if value > 0 else "") + self.number(value, digits)

    def share(self, value: Any) -> str:
        """A share of 0 to 1 in per cent, with a decimal below ten."""
        if value is None:
            return ""
        pattern = self.locale.percent_formats[None].pattern
        if abs(value) < 0.0995:
            pattern = pattern.replace("0", "0.0", 1)
            value = value if round(value, 3) else 0.0
        return format_percent(value, format=pattern, locale=self.locale)

    def day(self, value: date) -> str:
        """A date."""
        return format_date(value, format="medium", locale=self.locale)

    def month(self, value: date) -> str:
        """A month and its year, short."""
        return format_skeleton("yMMM", value, locale=self.locale)

    def sentence(self, words: str) -> str:
        """A sentence that SQL wrote in English figures."""

        def written(found: re.Match) -> str:
            text = found[1]
            if text[4:5] == "-":
                try:
                    return self.day(date.fromisoformat(text))
                except ValueError:
                    return text
            return self.number(Decimal(text.replace(",", "")), len(text.partition(".")[2]))

        return WRITTEN.sub(written, words)

    def cell(self, column: str, value: Any) -> str:
        """A value in a table, by the name of its column and its type."""
        if value is None:
            return ""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, date):
            return self.month(value) if "month" in column else self.day(value)
        if isinstance(value, int | float | Decimal):
            if "share" in column:
                return self.share(float(value))
            if isinstance(value, Decimal):
                return self.number(value, 0)
            return self.number(value)
        return self.sentence(str(value)) if column in SENTENCES else str(value)
