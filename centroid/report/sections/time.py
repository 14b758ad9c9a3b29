"""Segments, stages and cohorts over months."""

from __future__ import annotations

from datetime import date

from markupsafe import Markup

from centroid.report.data import Published, Row, literal
from centroid.report.figure import Figure, Group, Missing, Section
from centroid.report.sections.base import events_on
from centroid.report.sections.causes import causes
from centroid.report.sections.champions import champions
from centroid.report.sections.segmentation import name_of
from centroid.report.svg import (
    Series,
    bars,
    colour_of,
    flows,
    heat,
    legend,
    lines,
    stacked,
    tag,
)
from centroid.report.wording import Wording

GREY = "#888888"
STAGES = {
    "new": "#4477aa",
    "active": "#228833",
    "reactivated": "#44aa99",
    "at risk": "#aa8800",
    "dormant": "#cc6677",
    "prospect": GREY,
}
COHORTS = 18


def shares(published: Published, wording: Wording, segmentation: str) -> Figure | Missing:
    """Shares of the segments over months."""
    table = published.table(
        "select as_of_date, segment_id, customer_count, customer_share, added_customers, "
        "left_customers, net_revenue from history.segment_months "
        f"where segmentation = {literal(segmentation)} order by as_of_date, segment_id"
    )
    days = sorted({row.as_of_date for row in table})
    ids = sorted({row.segment_id for row in table})
    name = f"shares-{segmentation}"
    if len(days) < 2:
        return Missing(name, "Shares over months", "The data has one month end only.")
    values = {(row.as_of_date, row.segment_id): row.customer_share for row in table}

    first = published.first_month
    full = [day for day in days if first is not None and (day - first).days >= 364]

    def share(day: date, segment_id: int) -> float:
        return values.get((day, segment_id), 0.0)

    def change(segment_id: int) -> float:
        return share(days[-1], segment_id) - share(full[0], segment_id) if full else 0.0

    most = max(ids, key=lambda segment_id: (abs(change(segment_id)), share(days[-1], segment_id)))
    label = name_of(published, segmentation, most)
    if len(full) < 2:
        title = (
            f"{label}: {wording.share(share(days[-1], most))} of the customers; shares of earlier "
            "months are of windows that had not filled yet"
        )
    else:
        title = (
            f"{label}: from {wording.share(share(full[0], most))} of the customers in "
            f"{wording.month(full[0])} to {wording.share(share(days[-1], most))} in "
            f"{wording.month(days[-1])}"
        )
    shown = [
        Series(
            name_of(published, segmentation, segment_id),
            colour_of(segment_id),
            [values.get((day, segment_id), 0.0) for day in days],
        )
        for segment_id in ids
    ]
    return Figure(
        name,
        title,
        "Share of each segment among the customers who have one. Past months are scored by the fit "
        "of today, so customers move here and not borders. In the first year of the data windows "
        "of 365 days are still filling, so that nobody can have bought much yet; and nobody can be "
        "gone for longer than the data reaches back.",
        table,
        legend([(each.label, each.colour) for each in shown])
        + stacked(
            [wording.month(day) for day in days],
            shown,
            unit="share of customers",
            write=wording.share,
            description=f"Shares of the segments of {segmentation} by month",
            events=events_on(published, days),
        ),
    )


def growth(published: Published, wording: Wording, segmentation: str) -> Figure | Missing:
    """Who came into each segment and who left it."""
    table = published.table(
        f"""select segment_id, added_customers, left_customers,
    added_customers - left_customers as net_customers, customer_count
from history.segment_months
where segmentation = {literal(segmentation)}
    and as_of_date = (select max(as_of_date) from published_tables)
    and added_customers is not null
order by segment_id"""
    )
    name = f"growth-{segmentation}"
    if not len(table):
        return Missing(name, "Who came and who left", "The data has one month end only.")
    most = max(table, key=lambda row: (abs(row.net_customers), -row.segment_id))
    rows = []
    for row in table:
        label = name_of(published, segmentation, row.segment_id)
        rows.append(((label, "came"), float(row.added_customers), colour_of(row.segment_id),
                     f"{label}: {wording.number(row.added_customers)} came"))  # fmt: skip
        rows.append(((label, "left"), -float(row.left_customers), colour_of(row.segment_id),
                     f"{label}: {wording.number(row.left_customers)} left"))  # fmt: skip
    return Figure(
        name,
        f"{name_of(published, segmentation, most.segment_id)}: net "
        f"{wording.signed(most.net_customers)} customers in the last month, of "
        f"{wording.number(most.customer_count)}",
        "Customers who came into each segment since the end of the month before, and who left it.",
        table,
        bars(
            rows,
            description="Customers who came and left, by segment",
            write=lambda value: wording.signed(value, 0),
            label_width=220,
        ),
    )


def moves(published: Published, wording: Wording, segmentation: str) -> Figure | Missing:
    """From which segment to which, in the last month."""
    table = published.table(
        f"""select
    from_segment::bigint as from_segment_id, to_segment::bigint as to_segment_id, cause,
    coalesce(reason, '') as reason, customer_count
from monitoring.segment_migration
where classification = {literal(segmentation)}
    and as_of_date = (select max(as_of_date) from published_tables)
order by from_segment_id nulls last, to_segment_id nulls last, cause, reason"""
    )
    name = f"moves-{segmentation}"
    if not len(table):
        return Missing(name, "Who moved where", "The data has one month end only.")

    def place(segment_id: int | None) -> tuple:
        return (1, 0) if segment_id is None else (0, segment_id)

    def label(key: tuple) -> tuple[str, str]:
        kind, segment_id = key
        if kind == 0:
            return name_of(published, segmentation, segment_id), colour_of(segment_id)
        return "no segment", GREY

    sizes: dict[tuple, int] = {}
    for row in table:
        key = (place(row.from_segment_id), place(row.to_segment_id))
        sizes[key] = sizes.get(key, 0) + row.customer_count
    left = sorted({source for source, _ in sizes})
    right = sorted({target for _, target in sizes})
    changed = {key: size for key, size in sizes.items() if key[0] != key[1] and key[0][0] == 0}
    stayed = sum(size for (source, target), size in sizes.items() if source == target)
    title = "Nobody changed the segment in the last month"
    if changed:
        source, target = max(changed, key=lambda key: (changed[key], key))
        title = (
            f"{wording.share(stayed / sum(sizes.values()))} stayed; the largest move was from "
            f"{label(source)[0]} to {label(target)[0]}: "
            f"{wording.number(changed[source, target])} customers"
        )
    return Figure(
        name,
        title,
        "Customers by segment at the end of the month before, and now. No segment means outside of "
        "the population of the segmentation.",
        table,
        flows(
            [(*label(key), float(sum(size for (source, _), size in sizes.items()
                                     if source == key))) for key in left],
            [(*label(key), float(sum(size for (_, target), size in sizes.items()
                                     if target == key))) for key in right],
            [(left.index(source), right.index(target), float(size))
             for (source, target), size in sorted(sizes.items())],
            write=lambda value: wording.number(value, 0),
            titles=("month before", "now"),
            description=f"Moves between the segments of {segmentation} in the last month",
        ),
    )  # fmt: skip


def lifecycle(published: Published, wording: Wording) -> Figure:
    """Lifecycle stages over months."""
    table = published.table(
        "select as_of_date, to_stage as lifecycle_stage, sum(customer_count)::bigint "
        "as customer_count from history.lifecycle_moves group by all order by all"
    )
    if not len(table):
        table = published.table(
            "select as_of_date, lifecycle_stage, count(*) as customer_count "
            "from activation.customer_360 group by all order by all"
        )
    days = sorted({row.as_of_date for row in table})
    values = {(row.as_of_date, row.lifecycle_stage): row.customer_count for row in table}
    now = {stage: values.get((days[-1], stage), 0) for stage in STAGES}
    total = sum(now.values()) or 1
    largest = sorted((stage for stage in now if now[stage]), key=lambda stage: -now[stage])[:3]
    named = [
        f"{wording.share(now[stage] / total)} {'' if place else 'of all customers are '}{stage}"
        for place, stage in enumerate(largest)
    ]
    shown = [
        Series(stage, colour, [values.get((day, stage), 0) for day in days])
        for stage, colour in STAGES.items()
        if any(values.get((day, stage)) for day in days)
    ]
    return Figure(
        "lifecycle",
        ", ".join(named),
        "A stage compares customers with their own rhythm: at risk when they are overdue by it, "
        "dormant when they are gone by it.",
        table,
        legend([(each.label, each.colour) for each in shown])
        + stacked(
            [wording.month(day) for day in days],
            shown,
            unit="customers",
            write=lambda value: wording.number(value, 0),
            description="Customers by lifecycle stage and month",
            events=events_on(published, days),
        ),
    )


def stage_moves(published: Published, wording: Wording) -> Figure | Missing:
    """From which stage to which."""
    table = published.table(
        "select coalesce(from_stage, 'not known') as from_stage, to_stage, has_ordered, "
        "customer_count from history.lifecycle_moves "
        "where as_of_date = (select max(as_of_date) from published_tables) order by all"
    )
    if not len(table):
        return Missing("funnel", "From stage to stage", "The data has one month end only.")
    order = [*STAGES, "not known"]
    left = [stage for stage in order if any(row.from_stage == stage for row in table)]
    right = [stage for stage in order if any(row.to_stage == stage for row in table)]
    colour = {**STAGES, "not known": GREY}
    moved: dict[tuple[str, str], int] = {}
    for row in table:
        pair = (row.from_stage, row.to_stage)
        moved[pair] = moved.get(pair, 0) + row.customer_count
    slipped = moved.get(("active", "at risk"), 0)
    # Who is active again without an order is so because the purchase cycle became longer.
    returned = sum(
        row.customer_count
        for row in table
        if row.from_stage == "at risk" and row.to_stage in ("active", "reactivated")
        if row.has_ordered
    )

    def size(stage: str, place: int) -> float:
        return float(sum(count for pair, count in moved.items() if pair[place] == stage))

    title = "No active customer became at risk in the last month"
    if slipped or returned:
        title = (
            f"{wording.number(slipped)} active customer{'s' * (slipped != 1)} became at risk in "
            f"the last month, {wording.number(returned)} at risk ordered again"
        )
    return Figure(
        "funnel",
        title,
        "Customers by lifecycle stage at the end of the month before, and now.",
        table,
        flows(
            [(stage, colour[stage], size(stage, 0)) for stage in left],
            [(stage, colour[stage], size(stage, 1)) for stage in right],
            [
                (left.index(source), right.index(target), float(count))
                for (source, target), count in sorted(moved.items())
            ],
            write=lambda value: wording.number(value, 0),
            titles=("month before", "now"),
            description="Moves between lifecycle stages in the last month",
        ),
    )


def retention(published: Published, wording: Wording) -> Figure | Missing:
    """Who of those who joined in a month ordered in later ones."""
    table = published.table(
        """select months.joined_month, months.months_since, cohorts.customer_count as joined_count,
    months.customer_count, months.customer_count / cohorts.customer_count as customer_share,
    months.net_revenue
from history.cohort_months as months
inner join history.cohorts as cohorts using (joined_month)
order by months.joined_month, months.months_since"""
    )
    joined = sorted({row.joined_month for row in table})
    if len(joined) < 2:
        return Missing("retention", "Who keeps ordering", "The data has one month of joining only.")
    minimum = int(published.settings["minimum_cell"])
    shown = joined[-COHORTS:]
    cells = {(row.joined_month, row.months_since): row for row in table}
    longest = max(row.months_since for row in table if row.joined_month in shown)
    columns = range(1, min(longest, 12) + 1)
    head = [tag("th", "joined", scope="col"), tag("th", "customers", scope="col", class_="n")] + [
        tag("th", f"+{months}", scope="col", class_="n") for months in columns
    ]
    body = []
    for month in shown:
        count = cells[month, 0].joined_count
        row = [
            tag("th", wording.month(month), scope="row"),
            tag("td", wording.number(count), class_="n"),
        ]
        for months in columns:
            cell = cells.get((month, months))
            if cell is None:
                row.append(tag("td", "", class_="heat"))
                continue
            style = "" if count < minimum else heat(-cell.customer_share, 1.0)
            row.append(
                tag(
                    "td",
                    wording.share(cell.customer_share),
                    class_="heat" + (" muted" if count < minimum else ""),
                    style=style or None,
                    title=f"{wording.number(cell.customer_count)} of {wording.number(count)}",
                )
            )
        body.append(tag("tr", *row, class_="few" if count < minimum else None))
    # The first month of the data is no true cohort, and of a few customers nothing is said.
    latest = {
        month: max(row.months_since for row in table if row.joined_month == month)
        - (not published.is_whole_month)
        for month in shown
    }
    true = [
        month
        for month in shown
        if month > joined[0]
        and cells[month, 0].joined_count >= minimum
        and latest[month] >= 1
        and (month, 1) in cells
    ]
    title = "Too few joined after the first month to say who keeps ordering"
    if true:
        title = (
            f"Of those who joined in {wording.month(true[0])}, "
            f"{wording.share(cells[true[0], 1].customer_share)} ordered in the month after"
        )
        last = cells.get((true[0], latest[true[0]]))
        if last is not None and last.months_since > 1:
            title += f", {wording.share(last.customer_share)} {last.months_since} months later"
    return Figure(
        "retention",
        title,
        "Share who ordered in each month after joining. Months without a number are not there yet, "
        f"or nobody ordered. Grey: fewer than {minimum} joined. The first month of the data holds "
        "everybody who was there before.",
        table,
        tag("table", tag("thead", tag("tr", *head)), tag("tbody", *body)),
        is_wide=True,
    )


def cohort_revenue(published: Published, wording: Wording) -> Figure | Missing:
    """Revenue per customer who joined, added up over months."""
    table = published.table(
        """select months.joined_month, months.months_since, cohorts.customer_count,
    sum(months.net_revenue) over (
        partition by months.joined_month order by months.months_since
    )::double / cohorts.customer_count as revenue_per_customer
from history.cohort_months as months
inner join history.cohorts as cohorts using (joined_month)
order by months.joined_month, months.months_since"""
    )
    minimum = int(published.settings["minimum_cell"])
    enough = sorted({row.joined_month for row in table if row.customer_count >= minimum})[-8:]
    if len(enough) < 2:
        return Missing(
            "cohort-revenue", "What a customer is worth", "Too few months of joining yet."
        )
    longest = max(row.months_since for row in table if row.joined_month in enough)
    values = {(row.joined_month, row.months_since): row.revenue_per_customer for row in table}
    shown = [
        Series(
            wording.month(month),
            colour_of(number),
            [values.get((month, months)) for months in range(longest + 1)],
        )
        for number, month in enumerate(enough, start=1)
    ]
    # The first month of the data is no true cohort.
    true = next(month for month in enough if month != published.first_month)
    return Figure(
        "cohort-revenue",
        f"Those who joined in {wording.month(true)} paid {wording.number(values[true, 0], 0)} each "
        "in that month",
        "Net revenue per customer who joined, added up from the month of joining. Only months in "
        f"which at least {minimum} joined.",
        table,
        legend([(each.label, each.colour) for each in shown])
        + lines(
            [f"+{months}" for months in range(longest + 1)],
            shown,
            unit="net revenue per customer, in currency",
            write=lambda value: wording.number(value, 0),
            description="Net revenue per customer by months since joining",
            x_title="months since joining",
        ),
    )


def rfm_grid(published: Published, wording: Wording) -> Figure | Missing:
    """The RFM classes on a grid of recency and frequency."""
    table = published.table("from rfm.rfm_grid order by r_score desc, f_score, rfm_class")
    if not len(table):
        return Missing("rfm", "RFM", "Nobody has ordered.")
    scores = sorted({row.f_score for row in table})
    recencies = sorted({row.r_score for row in table}, reverse=True)
    counts: dict[tuple[int, int], int] = {}
    classes: dict[tuple[int, int], list[Row]] = {}
    for row in table:
        key = (row.r_score, row.f_score)
        counts[key] = counts.get(key, 0) + row.customer_count
        classes.setdefault(key, []).append(row)
    most = max(counts.values())
    head = [tag("th", "recency \\ frequency", scope="col")] + [
        tag("th", f"F{score}", scope="col", class_="n") for score in scores
    ]
    body = []
    for r_score in recencies:
        cells = [tag("th", f"R{r_score}", scope="row")]
        for f_score in scores:
            found = classes.get((r_score, f_score), [])
            largest = max(found, key=lambda row: (row.customer_count, row.rfm_class), default=None)
            cells.append(
                tag(
                    "td",
                    wording.number(counts.get((r_score, f_score), 0)),
                    Markup("<br>"),
                    tag("span", largest.rfm_class if largest else "", class_="small"),
                    class_="heat",
                    style=heat(-counts.get((r_score, f_score), 0), most),
                )
            )
        body.append(tag("tr", *cells))
    totals: dict[str, int] = {}
    for row in table:
        totals[row.rfm_class] = totals.get(row.rfm_class, 0) + row.customer_count
    largest_class = max(totals, key=lambda each: (totals[each], each))
    return Figure(
        "rfm",
        f"The largest RFM class is {largest_class}: {wording.number(totals[largest_class])} of "
        f"{wording.number(sum(totals.values()))} customers",
        "Customers by recency score (R, high is recent) and frequency score (F, high is often), "
        "with the class that most of them have. The medians of each class are in the table.",
        table,
        tag("table", tag("thead", tag("tr", *head)), tag("tbody", *body)),
        is_wide=True,
    )


def journeys(published: Published, wording: Wording, segmentation: str) -> Figure | Missing:
    """How the customers of each segment came to be what they are."""
    table = published.table(
        f"""select segment_name, journeys.* exclude (segmentation, segment_id)
from segments.segment_journeys as journeys
inner join segments.segments as segments using (segmentation, segment_id)
where segmentation = {literal(segmentation)} order by segment_id"""
    )
    name = f"journeys-{segmentation}"
    if not len(table):
        return Missing(name, "How they came to be so", "Nobody in a segment has ordered.")
    minimum = int(published.settings["minimum_cell"])
    known = [row for row in table if row.repeat_share * row.customer_count >= minimum]
    title = "Too few have ordered a second time to say after how long"
    if known:
        fastest = min(known, key=lambda row: (row.median_days_to_second_order, row.segment_name))
        title = (
            f"{fastest.segment_name} ordered again soonest: after "
            f"{wording.number(fastest.median_days_to_second_order)} days (median)"
        )
    return Figure(
        name,
        title,
        "From the first order to today: who ordered a second time and after how many days, when a "
        "second category came in, the usual gap, and the shares whose first order was discounted, "
        "who once paused as long as a dormant customer, and who ever returned something. Of those "
        "who were there when the data began, the first order is the first in the data.",
        table,
        is_wide=True,
    )


def time(published: Published, wording: Wording) -> list[Section]:
    """The section: the stages and cohorts, then each segmentation over months."""
    blocks: list = [
        lifecycle(published, wording),
        stage_moves(published, wording),
        retention(published, wording),
        cohort_revenue(published, wording),
        champions(published, wording),
        rfm_grid(published, wording),
    ]
    for each in published.segmentations:
        found = [
            shares(published, wording, each.segmentation),
            growth(published, wording, each.segmentation),
            moves(published, wording, each.segmentation),
            causes(published, wording, each.segmentation),
            journeys(published, wording, each.segmentation),
        ]
        blocks.append(Group(f"Segmentation {each.segmentation.replace('_', ' ')}", found))
    return [Section("time", "Over time", blocks)]
