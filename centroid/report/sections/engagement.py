"""How customers deal with the shop between orders: visits, e-mails, campaigns, support."""

from __future__ import annotations

from centroid.report.data import Published, literal
from centroid.report.figure import Figure, Group, Missing, Section
from centroid.report.sections.products import DAYS
from centroid.report.sections.segmentation import name_of
from centroid.report.svg import Series, heat, legend, lines, stacked, tag
from centroid.report.wording import Wording

# Colours that a reader who does not see all of them can tell apart (Tol, bright).
MEASURES = {
    "visits": ("visited", "#4477aa"),
    "clicks": ("clicked in an e-mail", "#228833"),
    "uses": ("used the product", "#aa3377"),
    "responses": ("responded to a campaign", "#cc6677"),
    "reviews": ("wrote a review", "#aa8800"),
}
CHANNELS = {"store": "#228833", "web": "#4477aa", "app": "#aa3377", "other": "#888888"}
# Features of the table of segments, and what they are called there.
SHOWN = {
    "visit_count_90d": "visits, 90 days",
    "visits_per_order_365d": "visits per order",
    "app_visit_share_90d": "of visits in the app",
    "email_click_share_90d": "of e-mails clicked",
    "campaign_response_share_365d": "of contacts answered",
    "ticket_count_365d": "tickets, a year",
    "mean_rating_365d": "mean rating",
    "use_count_90d": "uses, 90 days",
    "engagement_score": "engagement score",
}
BRINGS = "Map web_sessions, email_events, campaign_responses, reviews or product_usage."


def by_month(published: Published, wording: Wording) -> Figure | Missing:
    """How many customers did what in each month."""
    table = published.table(
        f"""select month, measure, event_count, customer_count from history.engagement_months
where measure in ({", ".join(map(literal, MEASURES))})
    and month >= (select max(as_of_date) - interval 25 months from published_tables)
order by month, measure"""
    )
    heading = "Who deals with the shop between orders"
    if not len(table):
        return Missing("engaged", heading, BRINGS)
    # A month that is not over has fewer of everything.
    months = complete_months(published, sorted({row.month for row in table}))
    if len(months) < 2:
        return Missing("engaged", heading, "The data has one whole month only.")
    counts = {(row.month, row.measure): row.customer_count for row in table}
    measures = [name for name in MEASURES if any((month, name) in counts for month in months)]
    first = measures[0]
    now, before = (counts.get((month, first), 0) for month in (months[-1], months[-2]))
    return Figure(
        "engaged",
        f"{wording.number(now)} customers {MEASURES[first][0]} in {wording.month(months[-1])}, "
        f"{wording.signed(now - before)} against the month before",
        "Customers with at least one event of the kind in a month. A month that is not over is "
        "left out.",
        table,
        legend([MEASURES[name] for name in measures])
        + lines(
            [wording.month(month) for month in months],
            [
                Series(*MEASURES[name], [counts.get((month, name), 0) for month in months])
                for name in measures
            ],
            unit="customers",
            write=lambda value: wording.number(value, 0),
            description="Customers by what they did and month",
        ),
    )


def channels(published: Published, wording: Wording) -> Figure | Missing:
    """Through which channels orders come."""
    table = published.table(
        """select month, channel, event_count as order_count, customer_count
from history.engagement_months
where measure = 'orders'
    and month >= (select max(as_of_date) - interval 25 months from published_tables)
order by month, channel"""
    )
    heading = "Through which channels orders come"
    if not len(table):
        return Missing("channels", heading, "Map channel of the order lines.")
    months = sorted({row.month for row in table})
    counts = {(row.month, row.channel): row.order_count for row in table}
    shown = [name for name in CHANNELS if any((month, name) in counts for month in months)]
    if shown == ["other"]:
        return Missing(
            "channels",
            heading,
            "No channel of the order lines is an order_channel of the seed vocabulary; add yours.",
        )
    totals = {month: sum(counts.get((month, name), 0) for name in shown) for month in months}
    whole = complete_months(published, months) or months
    most = max(shown, key=lambda name: counts.get((whole[-1], name), 0))
    share = counts.get((whole[-1], most), 0) / (totals[whole[-1]] or 1)
    return Figure(
        "channels",
        f"{wording.share(share)} of the orders of {wording.month(whole[-1])} came "
        + {"store": "from stores", "web": "by the web", "app": "by the app"}.get(
            most, "by other channels"
        ),
        "Share of each channel among the orders that name one, by the seed vocabulary.",
        table,
        legend([(name, CHANNELS[name]) for name in shown])
        + stacked(
            [wording.month(month) for month in months],
            [
                Series(
                    name,
                    CHANNELS[name],
                    [counts.get((month, name), 0) / (totals[month] or 1) for month in months],
                )
                for name in shown
            ],
            unit="share of orders",
            write=wording.share,
            description="Orders by channel and month",
        ),
    )


def support(published: Published, wording: Wording) -> Figure | Missing:
    """How many tickets there are, and how satisfied who wrote them is."""
    table = published.table(
        """with months as (
    select month,
        coalesce(max(event_count) filter (measure = 'tickets'), 0) as ticket_count,
        coalesce(max(event_count) filter (measure = 'complaints'), 0) as complaint_count,
        max(mean_score) filter (measure = 'tickets') as mean_satisfaction
    from history.engagement_months
    where measure in ('tickets', 'complaints')
        and month >= (select max(as_of_date) - interval 25 months from published_tables)
    group by month
)
select * from months order by month"""
    )
    heading = "What customers need of support"
    if not len(table):
        return Missing("support", heading, "Map support_tickets.")
    months = complete_months(published, [row.month for row in table])
    rows = [row for row in table if row.month in months]
    if len(rows) < 2:
        return Missing("support", heading, "The tickets are of one whole month only.")
    last = rows[-1]
    rated = (
        f", rated {wording.number(last.mean_satisfaction, 1)} of 5"
        if last.mean_satisfaction is not None
        else ""
    )
    complaints = (
        f", {wording.share(last.complaint_count / last.ticket_count)} of them complaints"
        if last.complaint_count
        else ""
    )
    return Figure(
        "support",
        f"{wording.number(last.ticket_count)} tickets in {wording.month(last.month)}"
        + complaints
        + rated,
        "Tickets by the month in which they were opened, and those whose category is a complaint "
        "by the seed vocabulary. The table has the satisfaction, from 1 to 5.",
        table,
        legend([("tickets", "#4477aa"), ("complaints", "#cc6677")])
        + lines(
            [wording.month(row.month) for row in rows],
            [
                Series("tickets", "#4477aa", [row.ticket_count for row in rows]),
                Series("complaints", "#cc6677", [row.complaint_count for row in rows]),
            ],
            unit="tickets",
            write=lambda value: wording.number(value, 0),
            description="Support tickets and complaints by month",
        ),
    )


def of_segments(published: Published, wording: Wording, segmentation: str) -> Figure | None:
    """How the segments of a segmentation engage, beside all customers."""
    table = published.table(
        f"""select profiles.segment_id, profiles.feature, profiles.mean, profiles.mean_of_all
from segments.segment_profiles as profiles
where profiles.segmentation = {literal(segmentation)}
    and profiles.feature in ({", ".join(map(literal, SHOWN))})
order by profiles.segment_id, profiles.feature"""
    )
    if not len(table):
        return None
    cells = {(row.segment_id, row.feature): row for row in table}
    features = [name for name in SHOWN if any((name == row.feature) for row in table)]
    ids = sorted({row.segment_id for row in table})

    def ratio(row) -> float:
        known = row is not None and row.mean is not None and row.mean_of_all
        return float(row.mean) / float(row.mean_of_all) - 1 if known else 0.0

    strongest = max(
        (row for row in table if row.mean is not None and row.mean_of_all),
        key=lambda row: (ratio(row), -row.segment_id),
        default=None,
    )
    title = f"The segments of {segmentation.replace('_', ' ')} engage alike"
    if strongest is not None and ratio(strongest) > 0.2:
        title = (
            f"{name_of(published, segmentation, strongest.segment_id)}: "
            f"{wording.number(1 + ratio(strongest), 1)} times the mean of all in "
            f"{SHOWN[strongest.feature]}"
        )
    head = [tag("th", "segment", scope="col")] + [
        tag("th", SHOWN[feature], scope="col", class_="n") for feature in features
    ]
    body = []
    for segment_id in ids:
        row = [tag("th", name_of(published, segmentation, segment_id), scope="row")]
        for feature in features:
            cell = cells.get((segment_id, feature))
            if cell is None or cell.mean is None:
                row.append(tag("td", "", class_="n"))
                continue
            value = float(cell.mean)
            words = wording.share(value) if "share" in feature else wording.number(value, 1)
            row.append(tag("td", words, class_="n heat", style=heat(ratio(cell), 1.0)))
        body.append(tag("tr", *row))
    return Figure(
        f"engagement-{segmentation}",
        title,
        "Means of the customers of each segment; darker is farther from the mean of all customers.",
        table,
        tag("table", tag("thead", tag("tr", *head)), tag("tbody", *body)),
        is_wide=True,
    )


def best_times(published: Published, wording: Wording, segmentation: str) -> Figure | None:
    """Where and when the customers of each segment respond."""
    table = published.table(
        f"""select segments.segment_name, best.best_channel,
    {[*DAYS]}[best.best_weekday] as best_weekday,
    printf('%02d:00', best.best_hour_of_day) as best_hour, best.event_count
from segments.segment_best_times as best
inner join segments.segments as segments using (segmentation, segment_id)
where segmentation = {literal(segmentation)} order by segment_id"""
    )
    if not len(table):
        return None
    known = [row for row in table if row.best_hour and row.best_weekday]
    title = "Too few orders and clicks to tell a best time"
    if known:
        row = max(known, key=lambda row: row.event_count)
        title = f"{row.segment_name} respond most on {row.best_weekday} and from {row.best_hour}"
    return Figure(
        f"best-times-{segmentation}",
        title,
        "Channel, weekday and hour of most orders and clicks in e-mails in 365 days. Clicks follow "
        "the days on which the shop writes. Nothing is said of fewer than 30 events.",
        table,
    )


def complete_months(published: Published, months: list) -> list:
    """The months that were over on the day of the build."""
    last = published.as_of.replace(day=1)
    return [month for month in months if month < last or published.is_whole_month]


def engagement(published: Published, wording: Wording) -> list[Section]:
    """The section."""
    blocks: list = [
        by_month(published, wording),
        channels(published, wording),
        support(published, wording),
    ]
    for each in published.segmentations:
        found = [
            of_segments(published, wording, each.segmentation),
            best_times(published, wording, each.segmentation),
        ]
        title = f"Segmentation {each.segmentation.replace('_', ' ')}"
        if any(found):
            blocks.append(Group(title, [block for block in found if block is not None]))
    return [Section("engagement", "Engagement, channels and support", blocks)]
