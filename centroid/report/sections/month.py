"""The month in one screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from centroid.report.data import Published, literal
from centroid.report.figure import Section
from centroid.report.sections.base import in_the_year, is_unusual, usual_change
from centroid.report.svg import tag
from centroid.report.wording import Wording

MOST_ACTIONS = 3


@dataclass(frozen=True)
class Point:
    """Something to know of the month.

    Attributes
    ----------
    title, words : str
    anchor : str
        What it rests on, in the report.
    parts : sequence of str
        A list below the words.
    """

    title: str
    words: str
    anchor: str
    parts: Sequence[str] = ()


def growth(published: Published, wording: Wording, segmentation: str) -> list[Point]:
    """Which segment grew and which shrank by more than usual, with the anchor of the evidence."""
    table = published.table(
        "select segment_id, as_of_date, customer_count from history.segment_months "
        f"where segmentation = {literal(segmentation)} order by segment_id, as_of_date"
    )
    counts: dict[int, list[int]] = {}
    for row in table:
        counts.setdefault(row.segment_id, []).append(row.customer_count)
    beyond = []
    known = False
    for segment_id, sizes in counts.items():
        usual = usual_change([float(size) for size in sizes])
        if usual is None:
            continue
        known = True
        change = sizes[-1] - sizes[-2]
        if is_unusual(change, usual):
            beyond.append((change, usual, segment_id, sizes[-1]))
    anchor = f"growth-{segmentation}"
    first = published.first_month
    is_young = first is not None and (published.as_of - first).days < 2 * 365
    if not known:
        words = "cannot be said yet: four month ends are needed to know what is usual."
        return [Point("Who grew", words, anchor)]
    said = []
    for title, sign in (("Grew", 1), ("Shrank", -1)):
        found = [each for each in beyond if each[0] * sign > 0]
        if not found:
            words = "no segment by more than it usually changes from month to month"
            words += "; in the first two years of data that is much." if is_young else "."
            said.append(Point(title, words, anchor))
            continue
        change, usual, segment_id, size = max(found, key=lambda each: (abs(each[0]), -each[2]))
        name = published.names.get((segmentation, segment_id), str(segment_id))
        said.append(
            Point(
                title,
                f"{name} by {wording.number(abs(change))} to {wording.number(size)} customers; "
                f"{wording.number(usual)} would be usual.",
                anchor,
            )
        )
    return said


def revenue(published: Published, wording: Wording) -> Point:
    """What moved revenue."""
    months = published.table(
        "select as_of_date, net_revenue, is_whole_month from history.customer_base "
        "order by as_of_date"
    )
    whole = [row for row in months if row.is_whole_month]
    bridge = published.table(
        "select step, customer_count, revenue_before, revenue_now, revenue_change "
        "from history.revenue_bridge where compared_with = 'month before' "
        "and as_of_date = (select max(as_of_date) from published_tables) order by step"
    )
    title, anchor = "Revenue", "bridge-month-before"
    if not len(bridge):
        last = months.rows[-1]
        return Point(
            title,
            f"{wording.number(last.net_revenue, 0)} in {wording.month(last.as_of_date)}; the data "
            "has no whole month before it to compare with.",
            "revenue-by-month",
        )
    change = float(sum(row.revenue_change for row in bridge))
    usual = usual_change([float(row.net_revenue) for row in whole])
    now = float(sum(row.revenue_now for row in bridge))
    days = "" if published.is_whole_month else "as many days of "
    words = f"{wording.number(now, 0)}, {wording.signed(change, 0)} against {days}the month before"
    if usual is None:
        words += "; how much is usual cannot be said yet"
    elif not is_unusual(change, usual):
        words += f", within the usual change of {wording.number(usual, 0)}."
        return Point(title, words, anchor)
    else:
        words += f", more than the usual {wording.number(usual, 0)}"
    groups = {
        "customers who bought in both months": [
            row for row in bridge if row.step in ("more", "less")
        ],
        "customers who came back or stayed away": [
            row for row in bridge if row.step in ("back", "away")
        ],
        "new customers": [row for row in bridge if row.step == "new"],
    }
    parts = {
        words_: float(sum(row.revenue_change for row in rows)) for words_, rows in groups.items()
    }
    largest = max(parts, key=lambda each: (parts[each] * (1 if change >= 0 else -1), each))
    return Point(
        title,
        f"{words}. Most of it came from {largest}: {wording.signed(parts[largest], 0)}.",
        anchor,
    )


def actions(published: Published, wording: Wording) -> Point:
    """What to do first, from the playbook."""
    leading = published.segmentations[0].segmentation
    table = published.table(
        "select segment_name, customer_count, net_revenue_365d, message, channel "
        f"from segments.segments where segmentation = {literal(leading)} "
        f"order by priority, segment_id limit {MOST_ACTIONS}"
    )
    said = [
        f"{row.segment_name} ({wording.number(row.customer_count)} customers, "
        f"{wording.number(row.net_revenue_365d, 0)} {in_the_year(published, wording)}): "
        f"{row.message}"
        for row in table
    ]
    return Point("Do", "first, by the playbook:", f"segmentation-{leading}", said)


def doubts(published: Published, wording: Wording) -> Point:
    """What to distrust."""
    poor = [
        each.segmentation.replace("_", " ")
        for each in published.segmentations
        if each.separation == "poor"
    ]
    act = published.table(
        "select sentence from inputs.input_findings where status = 'act' "
        "order by revenue desc nulls last, row_count desc, input, finding"
    )
    said = []
    if len(act):
        several = "findings need" if len(act) > 1 else "finding needs"
        said.append(f"Of the inputs {len(act)} {several} an action, first: {act.one().sentence}")
    if poor:
        said.append(
            f"The segments of {', '.join(poor)} run into each other, so who is near a border could "
            "be in either."
        )
    unsure = [
        each.segmentation.replace("_", " ")
        for each in published.segmentations
        if each.status == "below_gates"
    ]
    if unsure:
        said.append(
            f"The segments of {', '.join(unsure)} did not pass every gate; the reason stands with "
            "their number."
        )
    little = published.table(
        "select sentence, remedy from inputs.input_findings where status = 'watch' and finding "
        "in ('customers_with_orders', 'days_from_first_to_last_order') order by finding"
    )
    said += dict.fromkeys([row.sentence for row in little] + [row.remedy for row in little])
    first = published.first_month
    if first is not None and (published.as_of - first).days < 425:
        said.append(
            f"The data begins in {wording.month(first)}, so nothing can be compared with a year "
            "before, and who is new in its first months may have been there long."
        )
    return Point("Distrust", " ".join(said) or "nothing stands out.", "health")


def points(published: Published, wording: Wording) -> list[Point]:
    """What to know of the month: who grew, who shrank, revenue, what to do, what to distrust."""
    if not published.segmentations:
        return [Point("Segments", "no segmentation has been fitted.", "health")]
    return [
        *growth(published, wording, published.segmentations[0].segmentation),
        revenue(published, wording),
        actions(published, wording),
        doubts(published, wording),
    ]


def as_list(said: Sequence[Point], report: str = "") -> Markup:
    """Points as HTML, each with a link to what it rests on, in the file of the report."""
    return tag(
        "ol",
        *(
            tag(
                "li",
                tag("b", f"{point.title}: "),
                point.words,
                tag("ul", *(tag("li", words) for words in point.parts)) if point.parts else " ",
                tag("a", "Evidence", href=f"{report}#{point.anchor}"),
            )
            for point in said
        ),
        class_="memo wide",
    )


def month(published: Published, wording: Wording) -> list[Section]:
    """The section."""
    return [Section("month", "This month", [as_list(points(published, wording))])]
