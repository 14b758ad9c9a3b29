"""How much a segmentation tells of what customers do next, beside simpler descriptions."""

from __future__ import annotations

from centroid.report.data import Published, Row, literal
from centroid.report.figure import Figure, Missing
from centroid.report.svg import bars
from centroid.report.wording import Wording


def explained(published: Published, wording: Wording, segmentation: Row) -> Figure | Missing:
    """Shares of the variance of the next 90 days that lie between groups."""
    name = f"explained-{segmentation.segmentation}"
    table = published.table(
        "select described_by, outcome, as_of_date, group_count, customer_count, explained_share "
        f"from fits.explained_outcomes where fit_id = {literal(segmentation.fit_id)} "
        "order by outcome desc, explained_share desc nulls last, described_by"
    )
    spent = {
        row.described_by: row
        for row in table
        if row.outcome == "net_revenue_next_90d" and row.explained_share is not None
    }
    if "segment" not in spent:
        return Missing(
            name,
            "What the segments explain of the future",
            "No 90 days have passed since a month end, or nobody bought in them, so there is "
            "nothing to explain.",
        )
    own = spent["segment"]
    others = [row for row in spent.values() if row.described_by != "segment"]
    title = (
        f"The segments explain {wording.share(own.explained_share)} of the differences in what "
        "customers spend next"
    )
    if others:
        best = max(others, key=lambda row: (row.explained_share, row.described_by))
        title += f"; {words_for(best.described_by)} {wording.share(best.explained_share)}"
    return Figure(
        name,
        title,
        "Share of the differences in net revenue of the 90 days after "
        f"{wording.day(own.as_of_date)} that lies between groups, not within them, less what "
        "chance would give as many groups. Recent revenue is that of the 90 days before. "
        "Descriptions that are known of fewer customers are measured on these. Orders and who came "
        "back are in the table.",
        table,
        bars(
            [
                (
                    f"{words_for(row.described_by)}, n = {wording.number(row.customer_count)}",
                    row.explained_share,
                    "#4477aa" if row is own else "#999999",
                    f"{wording.number(row.group_count)} groups",
                )
                for row in sorted(
                    spent.values(), key=lambda row: (-row.explained_share, row.described_by)
                )
            ],
            description="Explained share of next revenue, by description",
            write=wording.share,
            label_width=290,
        ),
    )


PLURALS = {
    "segment": "these segments",
    "RFM class": "RFM classes",
    "recent revenue": "tenths by recent revenue",
    "loyalty status": "loyalty",
}


def words_for(described_by: str) -> str:
    """A description in the plural, as a reader calls it."""
    return PLURALS.get(described_by, f"{described_by}s")
