"""Who became a Champion, and from which beginning."""

from __future__ import annotations

from centroid.report.data import Published
from centroid.report.figure import Figure, Missing
from centroid.report.svg import bars
from centroid.report.wording import Wording

SHOWN = 12


def champions(published: Published, wording: Wording) -> Figure | Missing:
    """How many of those who joined are in the best class by now, by how they began."""
    table = published.table(
        "from history.paths_to_champions "
        "order by began_with, beginning = 'others', customer_count desc, beginning"
    )
    everybody = next((row for row in table if row.began_with == "any"), None)
    if everybody is None:
        return Missing(
            "champions",
            "Who became a Champion",
            "Nobody has joined since the first month of the data, in which everybody looks new.",
        )
    minimum = int(published.settings["minimum_cell"])
    joined = wording.number(everybody.customer_count)
    if everybody.customer_count < minimum:
        return Missing(
            "champions",
            "Who became a Champion",
            f"Only {joined} customers have joined since the first month of the data, too few to "
            "say who becomes one.",
        )
    title = (
        f"None of the {joined} customers who joined later has become one of the "
        f"{everybody.rfm_class}"
    )
    if everybody.champion_count:
        title = (
            f"{wording.number(everybody.champion_count)} of the {joined} customers who joined "
            f"later ({wording.share(everybody.champion_share)}) became {everybody.rfm_class}, "
            f"half of them within {wording.number(everybody.median_days, 0)} days and "
            f"{wording.number(everybody.median_order_count, 0)} orders"
        )
    rows = [
        row for row in table
        if row.began_with != "any" and row.beginning != "others" and row.customer_count >= minimum
    ][:SHOWN]  # fmt: skip
    return Figure(
        "champions",
        title,
        f"Share of the customers who are or were {everybody.rfm_class} at the end of a month, by "
        "the category or channel of their first order. Who joined lately has had less time for it. "
        "Those of the first month of the data are left out, as they were customers before. "
        f"Grey: fewer than {minimum} made it, so the share may be chance.",
        table,
        bars(
            [
                (
                    f"{row.began_with} {row.beginning}, n = {wording.number(row.customer_count)}",
                    row.champion_share,
                    "#4477aa" if row.champion_count >= minimum else "#999999",
                    f"{wording.number(row.champion_count)} of "
                    f"{wording.number(row.customer_count)} customers",
                )
                for row in rows
            ],
            description="Share who reached the best RFM class, by the beginning",
            write=wording.share,
            label_width=240,
        )
        if everybody.champion_count and rows
        else None,
    )
