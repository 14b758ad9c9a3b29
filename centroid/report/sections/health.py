"""How far the numbers can be trusted."""

from __future__ import annotations

from centroid.report.data import Published, literal
from centroid.report.figure import Figure, Section
from centroid.report.sections.drift import drift
from centroid.report.wording import Wording


def findings(published: Published, wording: Wording) -> Figure:
    """What the inputs have that is odd."""
    table = published.table(
        "select input, sentence, remedy, status, revenue from inputs.input_findings "
        "where status <> 'ok' order by status, input, finding"
    )
    acts = sum(1 for row in table if row.status == "act")
    title = "Nothing in the inputs needs a look"
    if len(table):
        title = (
            f"{len(table)} {'findings' if len(table) > 1 else 'finding'} in the inputs "
            f"{'need' if len(table) > 1 else 'needs'} a look"
            f"{f', {acts} of them an action' if acts else ''}"
        )
    return Figure(
        "findings",
        title,
        "What was read otherwise than it stands, or left out, and what to do about it.",
        table,
        is_wide=True,
    )


REFUSED = r"^(missing|placeholder|default|zoned|unreadable|duplicate|exact|negative_price)_?"


def rows_read(published: Published, wording: Wording) -> Figure:
    """How much was read and refused, what that was worth, and how old it is."""
    table = published.table(
        f"""select
    input,
    max(row_count) filter (finding = 'rows_given') as rows_given,
    max(row_count) filter (finding = 'rows_kept') as rows_kept,
    coalesce(sum(row_count) filter (starts_with(finding, 'future_')), 0)::bigint as rows_later,
    max(row_count) filter (finding = 'rows_given')
        - max(row_count) filter (finding = 'rows_kept') - rows_later as rows_refused,
    sum(revenue) filter (
        regexp_matches(finding, {literal(REFUSED)}) and finding <> 'unreadable_optional_values'
    ) as revenue_refused,
    max(row_count) filter (finding = 'last_row') as days_since_last_row
from inputs.input_findings group by input having rows_given > 0 order by input"""
    )
    refused = sum(row.rows_refused or 0 for row in table)
    later = sum(row.rows_later for row in table)
    given = sum(row.rows_given or 0 for row in table)
    worth = sum(row.revenue_refused or 0 for row in table)
    title = (
        f"{wording.number(given - refused - later)} of {wording.number(given)} rows were read, "
        f"{wording.number(refused)} refused"
    )
    if worth:
        title += f" with {wording.number(float(worth), 0)} of revenue"
    if later:
        title += f"; later than the day: {wording.number(later)}"
    return Figure(
        "rows",
        title,
        "Refused rows stay in the warehouse, in inputs.rejected_rows, each with its reason; of "
        "some the amount cannot be read. Rows later than the day of the report count in the "
        "reports of their days. An input whose last row is old has stopped, or has "
        "nothing new.",
        table,
        is_wide=True,
    )


def window(published: Published, wording: Wording) -> Figure:
    """The days that the data covers."""
    table = published.table(
        "select min(joined_month) as first_month, (select max(as_of_date) from published_tables) "
        "as as_of_date, sum(customer_count)::bigint as customer_count from history.cohorts "
        "order by all"
    )
    row = table.one()
    return Figure(
        "window",
        f"The data reaches from {wording.month(row.first_month)} to {wording.day(row.as_of_date)}"
        if row.first_month
        else "Nobody has ordered",
        "The day is that of the last order, unless one was given.",
        table,
    )


def facts(published: Published, wording: Wording) -> Figure:
    """What to know of the shop first."""
    table = published.table("select sentence from segments.shop_facts order by fact_number")
    return Figure("facts", "What to know of the shop first", "As they open every brief.", table)


def fits(published: Published, wording: Wording) -> Figure:
    """When each segmentation was fitted, and how well."""
    table = published.table(
        """select segmentations.segmentation, fits.as_of_date as fitted_on, fits.algorithm,
    fits.status, segmentations.segment_count, segmentations.silhouette, segmentations.separation,
    segmentations.stability, segmentations.customer_count,
    segmentations.outside_population_count
from segments.segmentations as segmentations
left join fits.segmentation_fits as fits using (fit_id) order by segmentations.segmentation"""
    )
    fitted = [row.separation for row in table if row.separation is not None]
    poor = fitted.count("poor")
    return Figure(
        "fits",
        f"{poor} of {len(fitted)} segmentations separate{'s' if poor == 1 else ''} poorly"
        if poor
        else "Every segmentation that was fitted separates at least weakly",
        "A silhouette up to 0.25 is no substantial structure (Kaufman and Rousseeuw, 1990): its "
        "segments run into each other. Stability above 0.75 is found again.",
        table,
        is_wide=True,
    )


def health(published: Published, wording: Wording) -> list[Section]:
    """The section."""
    return [
        Section(
            "health",
            "Health of the data and the segments",
            [
                facts(published, wording),
                rows_read(published, wording),
                window(published, wording),
                findings(published, wording),
                fits(published, wording),
                drift(published, wording),
            ],
        )
    ]
