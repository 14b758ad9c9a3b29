"""What sections are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from centroid.report.data import Table


@dataclass(frozen=True)
class Figure:
    """A picture, or a table alone, with what it says.

    Attributes
    ----------
    id : str
        Anchor of the figure, unique in the report.
    title : str
        What the picture shows, as a finding.
    about : str
        How to read it. Also its description for those who do not see it.
    table : Table
        The data of the picture.
    picture : Markup, optional
        SVG or HTML. Without one the table is shown.
    is_wide : bool
        Whether it takes the whole width of the page.
    """

    id: str
    title: str
    about: str
    table: Table
    picture: Markup | None = None
    is_wide: bool = False


@dataclass(frozen=True)
class Missing:
    """A figure without data: why, and what brings it."""

    id: str
    title: str
    reason: str


@dataclass(frozen=True)
class Group:
    """Blocks of a section that belong together, under a heading."""

    title: str
    blocks: Sequence[Figure | Missing | Markup]


@dataclass(frozen=True)
class Section:
    """A part of the report.

    Attributes
    ----------
    id, title : str
    blocks : sequence of Figure, Missing, Group or Markup
    """

    id: str
    title: str
    blocks: Sequence[Figure | Missing | Group | Markup] = field(default_factory=list)
