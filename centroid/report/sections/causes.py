"""Why customers moved between segments, as the ledger has it."""

from __future__ import annotations

from centroid.report.data import Published, literal
from centroid.report.figure import Figure, Missing
from centroid.report.svg import bars
from centroid.report.wording import Wording

# In words, and whether the customer's own doing is behind it.
CAUSES = {
    "behaviour": ("another behaviour", True),
    "released": ("held back until now", True),
    "definition": ("another fit or settings", False),
    "merged": ("segment merged", False),
    "split": ("segment split", False),
    "retired": ("segment ended", False),
}
OWN, OTHERS = "#4477aa", "#888888"


def causes(published: Published, wording: Wording, segmentation: str) -> Figure | Missing:
    """Why customers of a segmentation moved in the last month."""
    table = published.table(
        f"""select cause, from_name, to_name, sum(customer_count)::bigint as customer_count,
    sum(net_revenue_365d) as net_revenue_365d
from monitoring.segment_migration
where classification = {literal(segmentation)} and from_segment <> to_segment
    and as_of_date = (select max(as_of_date) from published_tables)
group by all order by customer_count desc, cause, from_name, to_name"""
    )
    name = f"causes-{segmentation}"
    heading = "Why they moved"
    if not published.table("select 1 from monitoring.segment_migration limit 1"):
        return Missing(name, heading, "The data has one month end only.")
    if not len(table):
        return Missing(name, heading, "Nobody moved in the last month.")
    counts = {
        cause: sum(row.customer_count for row in table if row.cause == cause) for cause in CAUSES
    }
    total = sum(counts.values())
    own = sum(count for cause, count in counts.items() if CAUSES[cause][1])
    title = f"{wording.number(own)} of {wording.number(total)} who moved changed themselves"
    if own == total:
        title = f"All {wording.number(total)} who moved changed themselves"
    elif not own:
        title = f"None of {wording.number(total)} who moved changed: the segmentation did"
    return Figure(
        name,
        title,
        "Customers who changed from one segment to another in the last month, by the cause of "
        "their last change. It is their behaviour where the fit before would have moved them too; "
        "held back are those for whom another segment was nearer for long, though never clearly.",
        table,
        bars(
            [
                (
                    CAUSES[cause][0],
                    float(count),
                    OWN if CAUSES[cause][1] else OTHERS,
                    f"{cause}: {wording.number(count)} customers; {CAUSES[cause][0]}",
                )
                for cause, count in counts.items()
                if count
            ],
            description=f"Customers of {segmentation} who moved, by cause",
            write=lambda value: wording.number(value, 0),
            label_width=190,
        ),
    )
