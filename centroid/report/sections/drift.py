"""What has drifted, as the tables of the schema monitoring say it."""

from __future__ import annotations

from centroid.report.data import Published
from centroid.report.figure import Figure
from centroid.report.wording import Wording

# The tables, and what each row of them is about.
TABLES = {
    "input_drift": "'the orders'",
    "feature_drift": "segmentation || ': ' || feature",
    "segment_drift": "segmentation",
    "assignment_health": "segmentation",
    "fit_health": "segmentation",
    "move_health": "segmentation",
    "segment_performance": "segmentation",
}


def drift(published: Published, wording: Wording) -> Figure:
    """The alarms, what is worth a look, and what can be compared when windows are full."""
    rows = "\nunion all\n".join(
        f"select '{table}' as measured_in, {about} as about, status, sentence "
        f"from monitoring.{table}"
        + (f" where as_of_date = (select max(as_of_date) from monitoring.{table})"
           if table == "segment_performance" else "")
        for table, about in TABLES.items()
    )  # fmt: skip
    table = published.table(
        f"""select status, measured_in, about, sentence
from (
{rows}
) as measured
where status <> 'ok' or measured_in in ('input_drift', 'fit_health', 'move_health')
order by case status when 'act' then 1 when 'watch' then 2 else 3 end, measured_in, about,
    sentence"""
    )
    acts = sum(1 for row in table if row.status == "act")
    watched = sum(1 for row in table if row.status == "watch")
    title = "Nothing has drifted"
    if acts:
        first = next(iter(table))
        more = f", and {acts - 1} more" if acts > 1 else ""
        title = f"Alarm of {first.about}{more}: {wording.sentence(first.sentence)}"
    elif watched:
        title = f"No alarm, and {watched} change{'s' if watched > 1 else ''} worth a look"
    return Figure(
        "drift",
        title,
        "The last orders against the weeks before; customers, segments and assignments against the "
        "fit and a month ago. Act is an alarm, of which the build warns; watch is worth a look. "
        "While a window is still filling, nothing is compared.",
        table,
        is_wide=True,
    )
