"""What each segment buys, and when."""

from __future__ import annotations

import math

from centroid.report.data import Published, Row, literal
from centroid.report.figure import Figure, Group, Missing, Section
from centroid.report.sections.segmentation import name_of
from centroid.report.svg import bars, colour_of, heat, tag
from centroid.report.wording import Wording

# Unusual products of a segment in the picture.
SHOWN = 3
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
BRINGS = (
    "The order lines have no product_id. Map it, and the input products for names and categories."
)


def unusual(published: Published, wording: Wording, segmentation: str) -> Figure | Missing:
    """What a segment buys more than its share of all purchases."""
    table = published.table(
        f"""select list, segment_id, product_rank, product_id, product_name, category,
    customer_count, customer_share, customer_share_of_all, lift, customers_90d,
    customers_before_90d
from segments.segment_products where segmentation = {literal(segmentation)}
order by list desc, product_rank, segment_id"""
    )
    name = f"products-{segmentation}"
    if not len(table):
        return Missing(name, f"What the segments of {segmentation} buy", BRINGS)
    found = strongest([row for row in table if row.list == "unusual"])

    title = "No product is unusually popular in any segment"
    if found:
        first = max(found, key=lambda row: (row.lift, -row.segment_id))
        title = (
            f"{name_of(published, segmentation, first.segment_id)} buy {label(first)} "
            f"{wording.number(first.lift, 1)} times as often as their share of purchases "
            "lets expect"
        )
    return Figure(
        name,
        title,
        "Up to three products per segment that most exceed what its share of all purchases lets "
        "expect (1), of those that one customer in twenty bought, beyond three standard "
        "deviations. Top and trending products are in the table.",
        table,
        bars(
            [
                (
                    (name_of(published, segmentation, row.segment_id), label(row).lower()),
                    row.lift,
                    colour_of(row.segment_id),
                    f"{wording.share(row.customer_share)} bought it, of all "
                    f"{wording.share(row.customer_share_of_all)}, "
                    f"n = {wording.number(row.customer_count)}",
                )
                for row in found
            ],
            description="Unusually popular products by segment",
            write=lambda value: wording.number(value, 1),
            label_width=300,
        )
        if found
        else None,
    )


def label(row: Row) -> str:
    """What a product is called."""
    return row.product_name or row.product_id


def strongest(rows: list[Row]) -> list[Row]:
    """The first three products of each segment; of several with one name, the first."""
    shown: dict[int, dict[str, Row]] = {}
    for row in sorted(rows, key=lambda row: (row.segment_id, row.product_rank)):
        own = shown.setdefault(row.segment_id, {})
        if len(own) < SHOWN:
            own.setdefault(label(row), row)
    return [row for own in shown.values() for row in own.values()]


def top(published: Published, wording: Wording, segmentation: str) -> Figure | None:
    """What most of a segment buy, and what more of them buy lately."""
    table = published.table(
        f"""with named as (
    -- Several products can have one name.
    select segment_id, list, coalesce(product_name, product_id) as product,
        min(product_rank) as product_rank
    from segments.segment_products
    where segmentation = {literal(segmentation)} and list in ('top', 'trending')
    group by all
)
select segments.segment_name,
    array_to_string(list(product order by product_rank) filter (list = 'top')[:5], ', ')
        as top_products,
    array_to_string(list(product order by product_rank) filter (list = 'trending')[:5], ', ')
        as trending_products
from named
inner join segments.segments as segments
    on segments.segmentation = {literal(segmentation)} and segments.segment_id = named.segment_id
group by segments.segment_name, named.segment_id order by named.segment_id"""
    )
    if not len(table):
        return None
    trending = sum(1 for row in table if row.trending_products)
    title = f"In {trending} of {len(table)} segments products are on the rise"
    return Figure(
        f"top-products-{segmentation}",
        title if trending else "No product is on the rise in any segment",
        "Products that most customers of the segment bought in 365 days, and those that more "
        "bought in the last 90 days than in the 90 before, beyond three standard deviations.",
        table,
        is_wide=True,
    )


def times(published: Published, wording: Wording, segmentation: str) -> Figure | Missing:
    """When a segment orders."""
    table = published.table(
        f"""select segment_id, weekday, hour_of_day, customer_count, order_count, order_share
from segments.segment_times where segmentation = {literal(segmentation)}
order by segment_id, weekday, hour_of_day"""
    )
    name = f"times-{segmentation}"
    if not len(table):
        return Missing(name, "When they order", "Nobody ordered in the last 365 days.")
    if {row.hour_of_day for row in table} == {0}:
        return Missing(
            name,
            "When they order",
            "The order lines have days without a time of day. Map ordered_at to a time.",
        )
    ids = sorted({row.segment_id for row in table})
    days: dict[tuple[int, int], float] = {}
    hours: dict[tuple[int, int], float] = {}
    orders = dict.fromkeys(ids, 0)
    for row in table:
        orders[row.segment_id] += row.order_count
        days[row.segment_id, row.weekday] = (
            days.get((row.segment_id, row.weekday), 0) + row.order_share
        )
        hours[row.segment_id, row.hour_of_day] = (
            hours.get((row.segment_id, row.hour_of_day), 0) + row.order_share
        )
    minimum = int(published.settings["minimum_cell"])
    largest = max(days.values())
    head = [tag("th", "segment", scope="col")] + [
        tag("th", day, scope="col", class_="n") for day in DAYS
    ]
    head.append(tag("th", "busiest hours", scope="col"))
    body, best = [], {}
    for segment_id in ids:
        best[segment_id] = max(range(1, 8), key=lambda day: days.get((segment_id, day), 0))
        busy = sorted(range(24), key=lambda hour: -hours.get((segment_id, hour), 0))[:3]
        body.append(
            tag(
                "tr",
                tag("th", name_of(published, segmentation, segment_id), scope="row"),
                *(
                    tag(
                        "td",
                        wording.share(days.get((segment_id, day), 0)),
                        class_="heat" if orders[segment_id] >= minimum else "heat muted",
                        style=heat(-days.get((segment_id, day), 0), largest)
                        if orders[segment_id] >= minimum
                        else None,
                    )
                    for day in range(1, 8)
                ),
                tag("td", ", ".join(f"{hour}:00" for hour in sorted(busy))),
            )
        )
    # Beyond chance by three standard errors of a share, of enough orders to speak of.
    beyond = [
        each
        for each in ids
        if orders[each] >= minimum
        and days[each, best[each]] - 1 / 7 > 3 * math.sqrt(6 / 49 / orders[each])
    ]
    title = "No segment prefers a day of the week"
    if beyond:
        lead = max(beyond, key=lambda each: (days[each, best[each]], -each))
        title = (
            f"{name_of(published, segmentation, lead)} order on {DAYS[best[lead] - 1]} most: "
            f"{wording.share(days[lead, best[lead]])} of their orders"
        )
    return Figure(
        name,
        title,
        "Share of each segment's orders of 365 days by weekday, and its three busiest hours. One "
        "day in seven would be 14%; a preference is beyond that by three standard errors. Grey: "
        f"fewer than {minimum} orders.",
        table,
        tag("table", tag("thead", tag("tr", *head)), tag("tbody", *body)),
        is_wide=True,
    )


def products(published: Published, wording: Wording) -> list[Section]:
    """The section."""
    blocks: list = []
    for each in published.segmentations:
        found = [
            unusual(published, wording, each.segmentation),
            top(published, wording, each.segmentation),
            times(published, wording, each.segmentation),
        ]
        title = f"Segmentation {each.segmentation.replace('_', ' ')}"
        blocks.append(Group(title, [block for block in found if block is not None]))
    return [Section("products", "Products and times", blocks)]
