"""``python -m tools.picture``: docs/segments.svg, the demo's segments as the README shows them.

One panel per segmentation: each segment's share of customers above its share of revenue.
"""

from __future__ import annotations

import sys
from html import escape
from pathlib import Path
from typing import NamedTuple

import duckdb

from centroid.publishing.path import published_path

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "segments.svg"
PANELS = {
    "value": "What they are worth",
    "product_affinity": "What they buy",
    "shopping_style": "How they shop",
}
LONGEST_NAME = 34

# Pixels.
MARGIN, GUTTER, COLUMN, BAR, HEAD, ROW = 28, 32, 272, 10, 134, 52
WIDEST_BAR = 186

PAGE = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" \
height="{height}" role="img" aria-labelledby="title">
<title id="title">{title}</title>
<style>
text {{ font-family: "Segoe UI", "DejaVu Sans", Helvetica, Arial, sans-serif; fill: #1f2933 }}
.title {{ font-size: 19px; font-weight: 600 }}
.panel {{ font-size: 15px; font-weight: 600 }}
.name {{ font-size: 13.5px }}
.small {{ font-size: 11.5px; fill: #52606d }}
.customers {{ fill: #b6c2cf }}
.more {{ fill: #0f766e }}
.less {{ fill: #d97706 }}
</style>
<rect x="0.5" y="0.5" width="{right}" height="{bottom}" rx="10" fill="#fdfdfc" stroke="#cbd2d9"/>
<text class="title" x="{margin}" y="38">{title}</text>
{legend}{panels}</svg>
"""
KEY = """\
<rect class="{colour}" x="{x}" y="54" width="14" height="10" rx="2"/>
<text class="small" x="{text_x}" y="63">{text}</text>
"""
PANEL = """\
<text class="panel" x="{x}" y="100">{title} <tspan class="small">({name})</tspan></text>
<text class="small" x="{x}" y="118">{inside:,} customers; {outside:,} outside its population</text>
"""
SEGMENT = """\
<text class="name" x="{x}" y="{name_y}">{name}</text>
<rect class="customers" x="{x}" y="{customers_y}" width="{customers}" height="{bar}" rx="2"/>
<text class="small" x="{customers_x}" y="{customers_text_y}">{customer_share:.0%}</text>
<rect class="{colour}" x="{x}" y="{revenue_y}" width="{revenue}" height="{bar}" rx="2"/>
<text class="small" x="{revenue_x}" y="{revenue_text_y}">{revenue_share:.0%}</text>
"""


class Segment(NamedTuple):
    """A segment: its name, and its shares of customers and of revenue, from 0 to 1.

    With the number of customers whom its segmentation divides, and of those outside.
    """

    segmentation: str
    name: str
    customers: float
    revenue: float
    inside: int
    outside: int


def main() -> None:
    """Draw the segments of the published file."""
    published = Path(published_path())
    if not published.exists():
        sys.exit(f"{published}: nothing is published yet; run `make build`.")
    PICTURE.write_text(picture(segments(published)), encoding="utf-8")
    print(f"{PICTURE.relative_to(ROOT)}: {PICTURE.stat().st_size:,} bytes")


def segments(published: Path) -> list[Segment]:
    """The segments of the segmentations that are drawn, those with most revenue first."""
    with duckdb.connect(str(published), read_only=True) as connection:
        rows = connection.execute(
            "select segmentation, segment_name, customer_share, coalesce(revenue_share, 0), "
            "segmentations.customer_count, segmentations.outside_population_count "
            "from segments.segments inner join segments.segmentations using (segmentation) "
            "order by revenue_share desc nulls last, segmentation, segment_id"
        ).fetchall()
    return [Segment(*row) for row in rows if row[0] in PANELS]


def picture(drawn: list[Segment]) -> str:
    """The picture as SVG.

    Parameters
    ----------
    drawn : list of Segment
        The segments, in the order in which a panel shows them.

    Returns
    -------
    str
        The same text for the same segments.
    """
    names = [name for name in PANELS if any(each.segmentation == name for each in drawn)]
    by_panel = [[each for each in drawn if each.segmentation == name] for name in names]
    widest = max((max(each.customers, each.revenue) for each in drawn), default=1) or 1
    panels = ""
    for place, (name, listed) in enumerate(zip(names, by_panel, strict=True)):
        x = MARGIN + place * (COLUMN + GUTTER)
        panels += PANEL.format(
            x=x, title=PANELS[name], name=name, inside=listed[0].inside, outside=listed[0].outside
        )
        for number, each in enumerate(listed):
            panels += segment(each, x=x, y=HEAD + number * ROW, scale=WIDEST_BAR / widest)
    width = 2 * MARGIN + len(PANELS) * (COLUMN + GUTTER) - GUTTER
    height = HEAD + max(map(len, by_panel), default=0) * ROW + 16
    return PAGE.format(
        width=width,
        height=height,
        right=width - 1,
        bottom=height - 1,
        margin=MARGIN,
        title="Segments of the demo: share of customers and share of revenue",
        legend=legend(),
        panels=panels,
    )


def legend() -> str:
    """What the colours mean."""
    keys = [
        ("customers", MARGIN, "share of customers"),
        ("more", 188, "share of revenue"),
        ("less", 332, "share of revenue, where it is below the share of customers"),
    ]
    return "".join(
        KEY.format(colour=colour, x=x, text_x=x + 20, text=text) for colour, x, text in keys
    )


def segment(drawn: Segment, x: int, y: int, scale: float) -> str:
    """A segment's name with its two bars below, the top at ``y``."""
    customers = max(round(drawn.customers * scale), 1)
    revenue = max(round(drawn.revenue * scale), 1)
    # As the percentages are read: two equal ones have no winner.
    is_less = round(drawn.revenue, 2) < round(drawn.customers, 2)
    name = drawn.name
    if len(name) > LONGEST_NAME:
        name = name[: LONGEST_NAME - 1] + "…"
    return SEGMENT.format(
        x=x,
        name_y=y + 14,
        name=escape(name),
        bar=BAR,
        customers_y=y + 20,
        customers=customers,
        customers_x=x + customers + 6,
        customers_text_y=y + 29,
        customer_share=drawn.customers,
        colour="less" if is_less else "more",
        revenue_y=y + 31,
        revenue=revenue,
        revenue_x=x + revenue + 6,
        revenue_text_y=y + 40,
        revenue_share=drawn.revenue,
    )


if __name__ == "__main__":
    main()
