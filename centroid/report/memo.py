"""The month on one page, for the wall and for a mail."""

from __future__ import annotations

import re

import duckdb
from markupsafe import Markup

from centroid.report.data import Published
from centroid.report.page import FOLDER, TITLE, environment
from centroid.report.sections.month import as_list, points
from centroid.report.wording import Wording

# What Markdown reads as more than a letter.
SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~])")


def markdown(words: str) -> str:
    """A text that Markdown shows as it is, in one line."""
    return SIGNS.sub(r"\\\1", " ".join(words.split()))


def memo_page(connection: duckdb.DuckDBPyConnection, report: str) -> str:
    """The month as a page of A4.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        To the published file, read-only.
    report : str
        Name of the report's file, for links to the evidence.

    Returns
    -------
    str
        HTML.
    """
    published = Published(connection)
    wording = Wording(published.settings["locale"])
    return (
        environment()
        .get_template("memo.html")
        .render(
            language=str(wording.locale).replace("_", "-"),
            title=TITLE,
            subtitle=f"As of {wording.day(published.as_of)}",
            points=as_list(points(published, wording), report),
            style=Markup((FOLDER / "style.css").read_text()),
        )
    )


def memo_text(connection: duckdb.DuckDBPyConnection) -> str:
    """The month as Markdown, for a mail or a chat.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        To the published file, read-only.

    Returns
    -------
    str
    """
    published = Published(connection)
    wording = Wording(published.settings["locale"])
    lines = [f"**{TITLE}, as of {markdown(wording.day(published.as_of))}**", ""]
    for number, point in enumerate(points(published, wording), start=1):
        lines.append(f"{number}. **{point.title}:** {markdown(point.words)}")
        lines.extend(f"   - {markdown(words)}" for words in point.parts)
    return "\n".join(lines) + "\n"
