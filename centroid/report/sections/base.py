"""The customer base as an account."""

from __future__ import annotations

from statistics import median

from markupsafe import Markup

from centroid.report.data import Published, Row, Table
from centroid.report.figure import Figure, Missing, Section
from centroid.report.svg import Series, bars, legend, lines, stacked, waterfall
from centroid.report.wording import Wording

STEPS = {
    "new": "New",
    "back": "Back",
    "more": "More",
    "less": "Less",
    "away": "Away",
}
STEP_WORDS = {
    "New": "new customers",
    "Back": "customers who were back",
    "More": "customers who bought more",
    "Less": "customers who bought less",
    "Away": "customers who stayed away",
}
STEP_COLOURS = {
    "new": "#4477aa", "back": "#44aa99", "more": "#228833", "less": "#aa8800", "away": "#cc6677",
}  # fmt: skip


def months_of(published: Published) -> Table:
    """The account of every observed period."""
    return published.table("from history.customer_base order by as_of_date")


def usual_change(values: list[float]) -> float | None:
    """The median absolute change from month to month of the last twelve; None without three."""
    changes = [abs(now - before) for before, now in zip(values, values[1:], strict=False)][-12:]
    return median(changes) if len(changes) >= 3 else None


def is_unusual(change: float, usual: float) -> bool:
    """Tell whether a change exceeds the usual one, by more than the last bit of a double."""
    return abs(change) - usual > 1e-9 * max(abs(change), usual)


def in_the_year(published: Published, wording: Wording, words: str = "in a year") -> str:
    """What 365 days are called: the words given, or since when there is data."""
    return words if published.has_a_year else f"since {wording.month(published.first_month)}"


def events_on(published: Published, days: list) -> list[tuple[float, str]]:
    """Annotations as places on an axis of the given ends of months."""
    found = published.table("from history.events order by all")
    return [
        (
            next((place for place, day in enumerate(days) if day >= event.happened_on), 0),
            event.words,
        )
        for event in found
        if days and days[0].replace(day=1) <= event.happened_on <= days[-1]
    ]


def account(published: Published, wording: Wording) -> Figure | Missing:
    """Opening, new, reactivated, lapsed and closing customers of the last period."""
    table = months_of(published)
    last = table.rows[-1]
    if last.opening_customers is None:
        return Missing(
            "account",
            "Who came and who went",
            "The data has one month end only. A second one shows who came and who went.",
        )
    bars_ = [
        ("Opening", last.opening_customers, True),
        ("New", last.new_customers, False),
        ("Reactivated", last.reactivated_customers, False),
        ("Lapsed", -last.lapsed_customers, False),
        ("Closing", last.closing_customers, True),
    ]
    restated = ""
    if last.restated_customers:
        bars_.insert(-1, ("Restated", last.restated_customers, False))
        restated = (
            " Restated counted as dormant before and no longer do, without an order: the purchase "
            "cycle that dormancy goes by has become longer."
        )
    change = last.closing_customers - last.opening_customers
    month = wording.month(last.as_of_date)
    if not published.is_whole_month:
        month = f"the first {last.as_of_date.day} days of {month}"
    came = last.new_customers + last.reactivated_customers
    verb = "grew by" if change > 0 else "shrank by" if change < 0 else "stayed at"
    size = wording.number(abs(change) if change else last.closing_customers)
    return Figure(
        "account",
        f"The base {verb} {size} customers in {month}: {wording.number(came)} came, "
        f"{wording.number(last.lapsed_customers)} lapsed"
        + (f", {wording.number(last.restated_customers)} restated" if restated else ""),
        "The base is everybody who has ordered and is not dormant. New ordered for the first time, "
        f"reactivated were dormant and ordered again, lapsed became dormant.{restated}",
        table,
        waterfall(
            bars_,
            unit="customers",
            write=lambda value: wording.number(value, 0),
            description=f"Customers of the base in {month}, from opening to closing",
        ),
    )


def account_by_month(published: Published, wording: Wording) -> Figure | Missing:
    """Who came and who went, month by month."""
    table = published.table(
        "select as_of_date, new_customers, reactivated_customers, restated_customers, "
        "lapsed_customers, "
        "closing_customers from history.customer_base where opening_customers is not null "
        "order by as_of_date"
    )
    if len(table) < 2:
        return Missing(
            "account-by-month",
            "Who came and who went, by month",
            "Needs three month ends of data.",
        )
    days = [row.as_of_date for row in table]
    shown = [
        Series("New", "#4477aa", [row.new_customers for row in table]),
        Series("Reactivated", "#44aa99", [row.reactivated_customers for row in table]),
        Series("Lapsed", "#cc6677", [row.lapsed_customers for row in table]),
    ]
    last, came = table.rows[-1], [row.new_customers + row.reactivated_customers for row in table]
    lost = sum(1 for row, each in zip(table, came, strict=True) if row.lapsed_customers > each)
    title = f"More customers lapsed than came in {lost} of {len(table)} months"
    if not lost:
        title = f"In none of {len(table)} months did more customers lapse than came"
    return Figure(
        "account-by-month",
        title,
        "Nobody can be dormant in the first months of the data, so reactivated and lapsed begin "
        f"later. At the end of {wording.month(last.as_of_date)} the base has "
        f"{wording.number(last.closing_customers)} customers.",
        table,
        legend([(each.label, each.colour) for each in shown])
        + lines(
            [wording.month(day) for day in days],
            shown,
            unit="customers a month",
            write=lambda value: wording.number(value, 0),
            description="New, reactivated and lapsed customers by month",
            events=events_on(published, days),
        ),
    )


def revenue(published: Published, wording: Wording) -> Figure:
    """Revenue by month."""
    table = published.table(
        "select as_of_date, is_whole_month, ordering_customers, order_count, net_revenue "
        "from history.customer_base order by as_of_date"
    )
    days = [row.as_of_date for row in table]
    values = [float(row.net_revenue) for row in table]
    whole = [float(row.net_revenue) for row in table if row.is_whole_month]
    usual = usual_change(whole)
    title = f"Net revenue of {wording.month(days[-1])}: {wording.number(values[-1], 0)}"
    if not table.rows[-1].is_whole_month:
        title += f", up to {wording.day(days[-1])}"
    elif usual is not None:
        change = whole[-1] - whole[-2]
        beyond = "more than" if is_unusual(change, usual) else "within"
        title += (
            f", {wording.signed(change, 0)} against the month before, {beyond} the usual change of "
            f"{wording.number(usual, 0)}"
        )
    return Figure(
        "revenue-by-month",
        title,
        "What customers paid less what they got back, in the month of the order. The usual change "
        "is the median of the last twelve changes from month to month.",
        table,
        lines(
            [wording.month(day) for day in days],
            [Series("Net revenue", "#4477aa", values)],
            unit="net revenue, in currency",
            write=lambda value: wording.number(value, 0),
            description="Net revenue by month",
            events=events_on(published, days),
        ),
    )


def bridge(published: Published, wording: Wording, compared_with: str) -> Figure | Missing:
    """From the revenue of another month to that of this one, by who changed it."""
    words = {"month before": "the month before", "year before": "the same month a year before"}
    days = "" if published.is_whole_month else "as many days of "
    name = f"bridge-{compared_with.replace(' ', '-')}"
    table = published.table(
        "select step, customer_count, revenue_before, revenue_now, revenue_change "
        "from history.revenue_bridge "
        "where as_of_date = (select max(as_of_date) from published_tables) "
        f"and compared_with = '{compared_with}' order by step"
    )
    if not len(table):
        return Missing(
            name,
            f"What moved revenue against {words[compared_with]}",
            f"The data does not reach back to the whole of {words[compared_with]}.",
        )
    steps = {row.step: row for row in table}
    before = float(sum(row.revenue_before for row in table))
    now = float(sum(row.revenue_now for row in table))
    shown = [("Before", before, True)]
    shown += [
        (label, float(steps[step].revenue_change), False)
        for step, label in STEPS.items()
        if step in steps
    ]
    shown.append(("Now", now, True))
    # The largest part of those that went the way of the whole.
    way = 1 if now >= before else -1
    largest = max(shown[1:-1], key=lambda each: way * each[1])
    return Figure(
        name,
        f"{wording.signed(now - before, 0)} against {days}{words[compared_with]}; most came from "
        f"{STEP_WORDS[largest[0]]}: {wording.signed(largest[1], 0)}",
        "New: first order since the other month. Back: ordered before it but not in it. More and "
        "less: bought in both. Away: bought then but not now.",
        table,
        waterfall(
            shown,
            unit="net revenue, in currency",
            write=lambda value: wording.number(value, 0),
            description=f"Net revenue from {words[compared_with]} to now, by who changed it",
        ),
    )


def movers(published: Published, wording: Wording) -> Figure | Missing:
    """How many customers are behind each part of the bridge, month by month."""
    table = published.table(
        "select as_of_date, step, customer_count, revenue_change from history.revenue_bridge "
        "where compared_with = 'month before' order by as_of_date, step"
    )
    days = sorted({row.as_of_date for row in table})
    if len(days) < 3:
        return Missing("movers", "Who buys from month to month", "Needs five months of data.")
    values = {(row.as_of_date, row.step): row.customer_count for row in table}
    away, back = (values.get((days[-1], step), 0) for step in ("away", "back"))
    shown = [
        Series(label, STEP_COLOURS[step], [values.get((day, step), 0) for day in days])
        for step, label in STEPS.items()
    ]
    return Figure(
        "movers",
        f"{wording.number(away)} customers of the month before did not buy in "
        f"{wording.month(days[-1])}, {wording.number(back)} others were back",
        "Customers of each month against the month before, as in the bridge.",
        table,
        legend([(each.label, each.colour) for each in shown])
        + stacked(
            [wording.month(day) for day in days],
            shown,
            unit="customers",
            write=lambda value: wording.number(value, 0),
            description="Customers by what they did against the month before",
        ),
    )


def cohorts(published: Published, wording: Wording) -> Figure:
    """How many of those who joined in a month ordered again."""
    table = published.table("from history.cohorts order by joined_month")
    told = [row for row in table if row.second_order_share_90d is not None][-24:]
    first = table.rows[0].joined_month
    if not told:
        return Figure(
            "cohorts",
            "No month of joining has had 90 days for a second order yet",
            "The share is told when the last who joined has had 90 days.",
            table,
        )
    minimum = int(published.settings["minimum_cell"])
    true = [row for row in told if row.joined_month > first and row.customer_count >= minimum]
    title = f"No month of joining after the first has {minimum} customers with 90 days behind them"
    if true:
        title = (
            f"Of those who joined in {wording.month(true[-1].joined_month)}, "
            f"{wording.share(true[-1].second_order_share_90d)} ordered again within 90 days "
            f"(n = {wording.number(true[-1].customer_count)})"
        )
    return Figure(
        "cohorts",
        title,
        f"Share of those who ordered first in a month and again within 90 days. "
        f"{wording.month(first)} holds everybody who was there when the data began, so it is no "
        f"true cohort. Grey: that month, and those of fewer than {minimum} customers.",
        table,
        bars(
            [
                (
                    f"{wording.month(row.joined_month)} (n = {wording.number(row.customer_count)})",
                    row.second_order_share_90d,
                    "#888888"
                    if row.customer_count < minimum or row.joined_month == first
                    else "#4477aa",
                    f"{wording.number(row.repeat_customers)} ordered again so far",
                )
                for row in told
            ],
            description="Share who ordered again within 90 days, by month of joining",
            write=wording.share,
        ),
    )


def concentration(published: Published, wording: Wording) -> Figure:
    """How much of the revenue comes from how few."""
    table = published.table(
        """with ranked as (
    select
        net_revenue_365d as revenue,
        1 + 10 * (row_number() over (order by net_revenue_365d desc, customer_id) - 1)
            // count(*) over () as tenth
    from activation.customer_360
    where order_count >= 1
)
select tenth, count(*) as customer_count, sum(revenue) as net_revenue_365d,
    sum(revenue)::double / nullif(sum(sum(revenue)) over (), 0)::double as revenue_share
from ranked group by tenth order by tenth"""
    )
    facts = {row.fact: row for row in published.table("from segments.shop_facts order by all")}
    top = facts.get("top_1_percent_revenue_share")
    share = table.rows[0].revenue_share if len(table) else None
    title = "There is no revenue to divide"
    if share is not None:
        title = (
            f"The tenth who bought most are {wording.share(share)} of the revenue "
            f"{in_the_year(published, wording, 'of a year')}"
        )
        title += f", the top hundredth {wording.share(top.value)}" if top else ""
    return Figure(
        "concentration",
        title,
        "Customers in tenths by net revenue of 365 days, the largest first. Returns beyond "
        "purchases count below zero.",
        table,
        bars(
            [
                (
                    f"{row.tenth}. tenth",
                    row.revenue_share or 0.0,
                    "#4477aa",
                    f"{wording.number(row.net_revenue_365d, 0)}",
                )
                for row in table
            ],
            description="Share of revenue by tenths of customers",
            write=wording.share,
            label_width=90,
        ),
    )


def is_met(row: Row) -> bool:
    """Whether a target was reached; who lapses is to be few."""
    if row.metric == "lapsed_customers":
        return row.reached <= row.target
    return row.reached >= row.target


def targets(published: Published, wording: Wording) -> Figure | Missing:
    """How far months came to their targets."""
    table = published.table("from history.target_months order by target_month, metric")
    if not len(table):
        return Missing(
            "targets",
            "Targets",
            "No target is set. Write them in seeds/targets.csv: a metric of the account above, the "
            "first day of the month, and the value.",
        )
    known = [row for row in table if row.reached is not None and row.target]
    over = [row for row in known if row.is_whole_month]
    met = sum(1 for row in over if is_met(row))
    title = f"{met} of {len(over)} targets were reached" if over else "No month of a target is over"
    return Figure(
        "targets",
        title,
        "What was reached as a share of the target; of lapsed customers fewer is better. Grey: the "
        "month is not over. Targets of months to come are in the table.",
        table,
        bars(
            [
                (
                    f"{row.metric.replace('_', ' ')}, {wording.month(row.target_month)}",
                    row.reached / row.target,
                    "#999999"
                    if not row.is_whole_month
                    else "#228833"
                    if is_met(row)
                    else "#cc6677",
                    f"{wording.number(row.reached)} of {wording.number(row.target)}",
                )
                for row in known
            ],
            description="Reached share of each target",
            write=wording.share,
            label_width=230,
        )
        if known
        else Markup(""),
    )


def base(published: Published, wording: Wording) -> list[Section]:
    """The section."""
    return [
        Section(
            "base",
            "The customer base",
            [
                account(published, wording),
                account_by_month(published, wording),
                revenue(published, wording),
                bridge(published, wording, "month before"),
                bridge(published, wording, "year before"),
                movers(published, wording),
                cohorts(published, wording),
                concentration(published, wording),
                targets(published, wording),
                Missing(
                    "forecast",
                    "Last forecast and what came true",
                    "Nothing is predicted yet, so no forecast can be checked.",
                ),
            ],
        )
    ]
