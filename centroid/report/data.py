"""What the published file says, with the SQL that reads it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import duckdb


@dataclass(frozen=True)
class Row:
    """A row whose values are attributes named like its columns."""

    values: dict[str, Any]

    def __getattr__(self, column: str) -> Any:
        """The value of a column."""
        try:
            return self.values[column]
        except KeyError:
            raise AttributeError(column) from None


@dataclass(frozen=True)
class Table:
    """The answer to a query.

    Attributes
    ----------
    sql : str
        The query; run on the same file it gives the same rows.
    columns : tuple of str
    rows : list of Row
    """

    sql: str
    columns: tuple[str, ...]
    rows: list[Row] = field(repr=False)

    def __iter__(self) -> Iterator[Row]:
        """The rows, in the order of the query."""
        return iter(self.rows)

    def __len__(self) -> int:
        """The number of rows."""
        return len(self.rows)

    def one(self) -> Row:
        """The first row."""
        return self.rows[0]


def literal(text: str) -> str:
    """A text as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


class Published:
    """The published file, and what every section needs to know of it.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        To the published file, read-only.

    Attributes
    ----------
    as_of : datetime.date
        The day that the build describes.
    build_id : str
    settings : dict of str to str
        The vars that a reader of the file needs.
    first_month : datetime.date or None
        The first day of the month in which the data begins.
    is_whole_month : bool
        Whether the last month is over.
    segmentations : list of Row
        As in `segments.segmentations`, the one that leads `customer_360` first.
    names : dict of (str, int) to str
        Names of segments by segmentation and segment id.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        head = self.table(
            "select as_of_date, build_id, is_look from published_tables limit 1"
        ).one()
        self.as_of: date = head.as_of_date
        self.build_id: str = head.build_id
        self.is_look: bool = head.is_look
        self.settings: dict[str, str] = {
            row.setting: row.value for row in self.table("from publish.report_settings")
        }
        self.first_month: date | None = (
            self.table("select min(joined_month) as month from history.cohorts").one().month
        )
        self.is_whole_month: bool = (
            self.table(
                "select is_whole_month from history.customer_base order by as_of_date desc limit 1"
            )
            .one()
            .is_whole_month
        )
        leading = self.table(
            "select max(segmentation) as segmentation from activation.customer_360"
        ).one()
        self.segmentations = sorted(
            self.table(
                "from segments.segmentations where segment_count is not null order by segmentation"
            ),
            key=lambda each: each.segmentation != leading.segmentation,
        )
        self.names = {
            (row.segmentation, row.segment_id): row.segment_name
            for row in self.table(
                "select segmentation, segment_id, segment_name from segments.segments order by all"
            )
        }

    @property
    def has_a_year(self) -> bool:
        """Whether windows of 365 days are full."""
        return self.first_month is None or (self.as_of - self.first_month).days >= 364

    def table(self, sql: str) -> Table:
        """Answer a query; a total order of its rows makes the same build give the same bytes."""
        found = self.connection.execute(sql)
        columns = tuple(each[0] for each in found.description)
        rows = [Row(dict(zip(columns, values, strict=True))) for values in found.fetchall()]
        return Table(sql, columns, rows)
