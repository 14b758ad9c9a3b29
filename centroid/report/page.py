"""Put the sections together into one page."""

from __future__ import annotations

import base64
import hashlib
from decimal import Decimal
from pathlib import Path

import duckdb
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from centroid.report.data import Published, Table
from centroid.report.figure import Figure, Group, Missing, Section
from centroid.report.sections import SECTIONS
from centroid.report.wording import Wording

FOLDER = Path(__file__).parent / "templates"
# The rest of a table is counted; whoever needs it runs the SQL beside it.
MOST_ROWS = 200
TITLE = "Your customers"


def environment() -> Environment:
    """Templates that escape whatever they are given."""
    return Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def prepared(table: Table, wording: Wording, minimum_cell: int) -> dict:
    """The cells of a table as they are written, numbers with the value that sorts them.

    Rows of fewer customers than the minimum are marked, so that they are shown in grey.
    """
    numbers = {
        column
        for column in table.columns
        if any(
            isinstance(row.values[column], int | float | Decimal)
            and not isinstance(row.values[column], bool)
            for row in table
        )
    }
    return {
        "columns": [
            {"title": column.replace("_", " "), "is_number": column in numbers}
            for column in table.columns
        ],
        "rows": [
            {
                "is_few": (row.values.get("customer_count") or minimum_cell) < minimum_cell,
                "cells": [
                    {
                        "is_number": column in numbers,
                        "value": "" if row.values[column] is None else row.values[column],
                        "words": wording.cell(column, row.values[column]),
                    }
                    for column in table.columns
                ],
            }
            for row in table.rows[:MOST_ROWS]
        ],
        "left_out": max(len(table) - MOST_ROWS, 0),
    }


def sections_of(published: Published, wording: Wording) -> list[Section]:
    """Every section, in the order in which they are read."""
    return [section for make in SECTIONS for section in make(published, wording)]


def page(connection: duckdb.DuckDBPyConnection) -> str:
    """Write the report of a published file.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        To the published file, read-only.

    Returns
    -------
    str
        The page as HTML, without anything to be fetched. The same file gives the same text.
    """
    published = Published(connection)
    wording = Wording(published.settings["locale"])
    minimum_cell = int(published.settings["minimum_cell"])
    jinja = environment()
    blocks = jinja.get_template("blocks.html").module

    def shown(block: Figure | Missing | Group | Markup) -> Markup:
        if isinstance(block, Group):
            return blocks.group(block.title, [shown(each) for each in block.blocks])
        if isinstance(block, Figure):
            return blocks.figure(block, prepared(block.table, wording, minimum_cell))
        if isinstance(block, Missing):
            return blocks.missing(block)
        return block

    script = (FOLDER / "script.js").read_text()
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    look = " This is a look at an earlier day than the last one published." * published.is_look
    return jinja.get_template("page.html").render(
        language=str(wording.locale).replace("_", "-"),
        title=TITLE,
        subtitle=f"As of {wording.day(published.as_of)}.{look}",
        sections=sections_of(published, wording),
        shown=shown,
        style=Markup((FOLDER / "style.css").read_text()),
        script=Markup(script),
        script_digest=f"sha256-{digest}",
        foot=f"Build {published.build_id} of {wording.day(published.as_of)}. Every number is in "
        "the published file; the SQL below each picture reads it from there.",
    )
