"""Reads a report as a program: its figures, their tables and their SQL."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class ReadFigure:
    """A figure of a report.

    Attributes
    ----------
    title : str
    columns : list of str
        Of the data table, which is the last one; a picture may be a table as well.
    rows : list of list of str
        Its cells: the exact value of a number, else the text.
    sql : str
    texts : list of str
        Everything written in the figure.
    """

    title: str = ""
    columns: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    sql: str = ""
    texts: list[str] = field(default_factory=list)


class ReportReader(HTMLParser):
    """Collects what a report contains."""

    def __init__(self) -> None:
        super().__init__()
        self.figures: dict[str, ReadFigure] = {}
        self.missing: dict[str, str] = {}
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.words: list[str] = []
        self.open: list[tuple[str, dict]] = []
        self.figure: ReadFigure | None = None
        self.block: str | None = None

    def handle_starttag(self, name: str, given: list) -> None:
        """An element begins."""
        attributes = dict(given)
        self.tags.add(name)
        self.attributes |= attributes.keys()
        if name in ("meta", "br", "link", "img", "input"):
            return
        self.open.append((name, attributes))
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if attributes.get("href", "").startswith("#"):
            self.links.append(attributes["href"][1:])
        if name == "figure":
            self.figure = self.figures[attributes["id"]] = ReadFigure()
        if attributes.get("class") == "missing":
            self.block = attributes["id"]
            self.missing[self.block] = ""
        if self.figure is not None:
            if name == "table":
                self.figure.columns, self.figure.rows = [], []
            elif name == "tr":
                self.figure.rows.append([])
            elif name in ("td", "th"):
                self.figure.rows[-1].append("")
                if "data-value" in attributes:
                    self.figure.rows[-1][-1] = attributes["data-value"]

    def handle_endtag(self, name: str) -> None:
        """An element ends."""
        if not self.open or self.open[-1][0] != name:
            return
        self.open.pop()
        if name == "figure":
            self.figure.columns, *self.figure.rows = self.figure.rows or [[]]
            self.figure = None
        if (
            name == "div"
            and self.block
            and not any(attributes.get("class") == "missing" for _, attributes in self.open)
        ):
            self.block = None

    def handle_data(self, words: str) -> None:
        """A text."""
        inside = [name for name, _ in self.open]
        if "script" not in inside and "style" not in inside and words.strip():
            self.words.append(words)
        if self.block:
            self.missing[self.block] += words
        if self.figure is None:
            return
        if words.strip():
            self.figure.texts.append(words.strip())
        if "pre" in inside:
            self.figure.sql += words
        elif "h3" in inside and "a" not in inside:
            self.figure.title += words
        elif "td" in inside or "th" in inside:
            cells = [attributes for name, attributes in self.open if name in ("td", "th")]
            if "data-value" not in cells[-1]:
                self.figure.rows[-1][-1] += words


def read(text: str) -> ReportReader:
    """Read a report."""
    reader = ReportReader()
    reader.feed(text)
    return reader
