"""One section per segmentation: who its segments are, and how sure that is."""

from __future__ import annotations

import math
import re

from markupsafe import Markup

from centroid.report.data import Published, Row, Table, literal
from centroid.report.figure import Figure, Missing, Section
from centroid.report.sections.explained import explained
from centroid.report.sections.projection import projection
from centroid.report.svg import (
    WIDTH,
    Series,
    bars,
    bubbles,
    colour_of,
    heat,
    legend,
    lines,
    picture,
    radar,
    tag,
    text,
    tip,
    within,
)
from centroid.report.wording import Wording

# Beyond a standard deviation and a half a cell is as strong as can be shown.
STRONGEST = 1.5
HEAT_FEATURES = 14
# Of a share against that of all, before it is worth a line.
LEAST_DIFFERENCE = 0.05
ATTRIBUTES = {
    "region": "Region",
    "country": "Country",
    "age_band": "Age",
    "gender": "Gender",
    "income_band": "Income",
    "marital_status": "Marital status",
    "home_ownership": "Home",
    "household_size": "Persons",
    "household_type": "Household",
    "child_count": "Children",
    "loyalty_status": "Loyalty status",
    "top_channel_365d": "Channel",
    "top_store_365d": "Store",
    "top_return_reason_365d": "Returns",
    "top_ticket_category_365d": "Tickets",
    "top_response_campaign_type_365d": "Answers",
}


def name_of(published: Published, segmentation: str, segment_id: int | None) -> str:
    """Name of a segment."""
    return published.names.get((segmentation, segment_id), f"segment {segment_id}")


def plain(feature: str) -> str:
    """A feature's name in words."""
    return feature.replace("_", " ")


def profile_of(published: Published, segmentation: str) -> Table:
    """The differences of every segment and feature, the features of the fit first."""
    return published.table(
        f"""select
    profiles.segment_id,
    profiles.feature,
    importance.separation,
    profiles.standardised_difference,
    profiles.median,
    profiles.median_of_all,
    profiles.known_count as customer_count
from segments.segment_profiles as profiles
inner join features.feature_catalogue as catalogue using (feature)
left join fits.feature_importance as importance
    on profiles.feature = importance.feature
    and importance.fit_id = (
        select fit_id from segments.segmentations where segmentation = {literal(segmentation)}
    )
where profiles.segmentation = {literal(segmentation)} and not catalogue.is_sensitive
order by
    importance.separation desc nulls last,
    max(abs(profiles.standardised_difference)) over (partition by profiles.feature) desc nulls last,
    profiles.feature,
    profiles.segment_id"""
    )


def cards(published: Published, wording: Wording, segmentation: Row, profile: Table) -> Markup:
    """A card per segment."""
    table = published.table(
        f"from segments.segments where segmentation = {literal(segmentation.segmentation)} "
        "order by segment_id"
    )
    axes = list(dict.fromkeys(row.feature for row in profile if row.separation is not None))[:8]
    levels = {
        (row.segment_id, row.feature): max(-1.0, min(1.0, row.standardised_difference / STRONGEST))
        for row in profile
        if row.standardised_difference is not None
    }
    drawn = []
    for row in table:
        star = Markup("")
        if len(axes) >= 3:
            words = ", ".join(
                f"{plain(axis)} {wording.signed(levels.get((row.segment_id, axis), 0) * STRONGEST)}"
                for axis in axes
            )
            star = radar(
                [levels.get((row.segment_id, axis), 0.0) for axis in axes],
                axes,
                colour_of(row.segment_id),
                f"Differences from all, in standard deviations: {words}",
            )
        facts = [
            ("Who", row.distinctive_traits or "no distinctive trait"),
            ("Say", row.message),
            ("Offer", row.offer),
            ("Where", row.channel),
            ("Measure", row.kpi),
        ]
        size = f"{wording.number(row.customer_count)} customers"
        size += f" ({wording.share(row.customer_share)})"
        if row.revenue_share is not None:
            size += f", {wording.share(row.revenue_share)} of revenue"
        drawn.append(
            tag(
                "div",
                tag(
                    "div",
                    tag("div", tag("h4", row.segment_name), tag("p", size, class_="small")),
                    star,
                    class_="head",
                ),
                tag("dl", *(tag("dt", term) + tag("dd", words) for term, words in facts if words)),
                tag("p", wording.sentence(row.warnings), class_="warning") if row.warnings else "",
                class_="card",
                style=f"--colour:{colour_of(row.segment_id)}",
            )
        )
    note = (
        tag(
            "p",
            "The stars show the features of the fit in a fixed order, clockwise from the top: "
            f"{', '.join(map(plain, axes))}. The dashed ring is the average of all; the edge is "
            f"{STRONGEST} standard deviations.",
            class_="about",
        )
        if len(axes) >= 3
        else ""
    )
    return tag("div", tag("div", *drawn, class_="cards"), note, class_="wide")


def size_and_value(published: Published, wording: Wording, segmentation: str) -> Figure:
    """Where segments are by size and value, and where they were a month ago."""
    table = published.table(
        f"""select
    segment_id,
    as_of_date,
    customer_count,
    net_revenue::double / nullif(customer_count, 0) as revenue_per_customer,
    net_revenue::double / nullif(sum(net_revenue) over (partition by as_of_date), 0)::double
        as revenue_share
from history.segment_months
where segmentation = {literal(segmentation)}
    and as_of_date in (
        select as_of_date from history.customer_base order by as_of_date desc limit 2
    )
order by as_of_date, segment_id"""
    )
    last = max(row.as_of_date for row in table)
    # The revenue of some days of a month cannot be compared with that of all.
    before = {
        row.segment_id: row for row in table if row.as_of_date < last and published.is_whole_month
    }
    now = [row for row in table if row.as_of_date == last]
    # Of a few customers nothing is said.
    minimum = int(published.settings["minimum_cell"])
    told = [row for row in now if row.customer_count >= minimum] or now
    richest = max(told, key=lambda row: row.revenue_per_customer or 0)
    return Figure(
        f"size-{segmentation}",
        f"{name_of(published, segmentation, richest.segment_id)} are worth most: "
        f"{wording.number(richest.revenue_per_customer, 0)} per customer in "
        f"{wording.month(last)}, {wording.share(richest.revenue_share)} of its revenue",
        "Each circle is a segment, its area the share of the month's revenue. The dotted line "
        "comes from where it was at the end of the month before.",
        table,
        legend(
            [
                (name_of(published, segmentation, row.segment_id), colour_of(row.segment_id))
                for row in now
            ]
        )
        + bubbles(
            [
                (
                    name_of(published, segmentation, row.segment_id),
                    float(row.customer_count),
                    float(row.revenue_per_customer or 0),
                    float(row.revenue_share or 0),
                    float(before[row.segment_id].customer_count)
                    if row.segment_id in before
                    else None,
                    float(before[row.segment_id].revenue_per_customer or 0)
                    if row.segment_id in before
                    else None,
                    colour_of(row.segment_id),
                )
                for row in now
            ],
            x_title="customers",
            y_title="net revenue of the month per customer, in currency",
            write_x=lambda value: wording.number(value, 0),
            write_y=lambda value: wording.number(value, 0),
            description=f"Segments of {segmentation} by size and revenue per customer",
        ),
    )


def heat_map(published: Published, wording: Wording, segmentation: str, profile: Table) -> Figure:
    """What is different about each segment, as a table that is coloured."""
    minimum = int(published.settings["minimum_cell"])
    enough = {row.feature for row in profile if row.customer_count >= minimum}
    features = list(dict.fromkeys(row.feature for row in profile if row.feature in enough))
    features = features[:HEAT_FEATURES]
    ids = sorted({row.segment_id for row in profile})
    cells = {(row.segment_id, row.feature): row for row in profile}
    head = [tag("th", "feature", scope="col")] + [
        tag("th", name_of(published, segmentation, segment_id), scope="col", class_="n")
        for segment_id in ids
    ]
    body = []
    for feature in features:
        row = [tag("th", plain(feature), scope="row")]
        for segment_id in ids:
            cell = cells.get((segment_id, feature))
            if cell is None or cell.standardised_difference is None:
                row.append(tag("td", "", class_="heat"))
                continue
            words = (
                f"median {wording.number(cell.median)}, of all {wording.number(cell.median_of_all)}"
            )
            is_few = cell.customer_count < minimum
            row.append(
                tag(
                    "td",
                    wording.signed(cell.standardised_difference, 2),
                    class_="heat muted" if is_few else "heat",
                    title=words,
                    style=None if is_few else heat(cell.standardised_difference, STRONGEST),
                )
            )
        body.append(tag("tr", *row))
    strongest = max(
        (row for row in profile if row.standardised_difference is not None
         and row.feature in features and row.customer_count >= minimum),
        key=lambda row: abs(row.standardised_difference),
        default=None,
    )  # fmt: skip
    title = "Nothing sets the segments apart"
    if strongest is not None:
        title = (
            f"{name_of(published, segmentation, strongest.segment_id)} differ most, in "
            f"{plain(strongest.feature)}: {wording.signed(strongest.standardised_difference, 1)} "
            "standard deviations"
        )
    return Figure(
        f"heat-{segmentation}",
        title,
        "Difference of each segment's mean from that of all customers, in standard deviations. "
        "Features of the fit come first, those that separate most at the top. Values rest under "
        f"the pointer and are in the table. Grey: known of fewer than {minimum} customers.",
        profile,
        tag("table", tag("thead", tag("tr", *head)), tag("tbody", *body)),
        is_wide=True,
    )


def knee_of(counts: list[int], inertia: list[float]) -> int | None:
    """Where a falling curve bends most: the point farthest below its chord (Satopaa, 2011)."""
    if len(counts) < 3 or inertia[0] == inertia[-1]:
        return None
    below = [
        (1 - (value - inertia[-1]) / (inertia[0] - inertia[-1]))
        - (count - counts[0]) / (counts[-1] - counts[0])
        for count, value in zip(counts, inertia, strict=True)
    ]
    return counts[max(range(len(below)), key=lambda place: below[place])]


def choice(published: Published, wording: Wording, segmentation: Row) -> Figure | Missing:
    """How the number of segments was chosen."""
    name = f"choice-{segmentation.segmentation}"
    table = published.table(
        "select segment_count, is_chosen, inertia, silhouette, stability, smallest_share "
        f"from fits.segmentation_candidates where fit_id = {literal(segmentation.fit_id)} "
        "order by segment_count"
    )
    reason = published.table(
        f"select reason from fits.segmentation_fits where fit_id = {literal(segmentation.fit_id)} "
        "order by all"
    )
    if not len(table):
        return Missing(
            name,
            "How many segments",
            "The parameters of this segmentation were given, so no number of segments was chosen.",
        )
    counts = [row.segment_count for row in table]
    chosen = [place for place, row in enumerate(table) if row.is_chosen]
    knee = knee_of(counts, [row.inertia for row in table])
    parts = []
    for column, title in (
        ("inertia", "inertia (lower is tighter)"),
        ("silhouette", "silhouette (higher is farther apart)"),
        ("stability", "stability (higher is found again)"),
    ):
        values = [getattr(row, column) for row in table]
        if all(value is None for value in values):
            continue
        parts.append(
            lines(
                [str(count) for count in counts],
                [Series(column, "#4477aa", values)],
                unit=title,
                write=lambda value: wording.number(value),
                description=f"{column} by number of segments",
                x_title="segments",
                from_zero=column != "inertia",
                marked=chosen,
                width=340,
                height=230,
            )
        )
    bend = f" Inertia bends most at {knee}." if knee else ""
    why = wording.sentence(reason.one().reason) if len(reason) else ""
    return Figure(
        name,
        f"{segmentation.segment_count} segments: silhouette "
        f"{wording.number(segmentation.silhouette, 2)} ({segmentation.separation}), stability "
        f"{wording.number(segmentation.stability, 2)}",
        f"The large point is the number used.{bend} {why}",
        table,
        tag("div", *parts, class_="three"),
        is_wide=True,
    )


def outcomes(published: Published, wording: Wording, segmentation: Row) -> Figure | Missing:
    """What customers did after they were assigned."""
    name = f"outcomes-{segmentation.segmentation}"
    table = published.table(
        "select segment_id, as_of_date, customer_count, net_revenue_next_90d, "
        "order_count_next_90d, retained_share_next_90d, differs, most_alike_segment_id "
        f"from fits.segment_validation where fit_id = {literal(segmentation.fit_id)} "
        "order by segment_id"
    )
    if not len(table):
        return Missing(
            name,
            "What they did next",
            "No 90 days have passed since a month end, so what came after is not known.",
        )
    differing = sum(1 for row in table if row.differs)
    who = f"{differing} of {len(table)} segments" if differing else "No segment"
    return Figure(
        name,
        f"{who} spent or ordered differently from all others in the 90 days after "
        f"{wording.day(table.one().as_of_date)}",
        "Mean net revenue per customer in the 90 days after the day on which they were assigned. "
        "Faint: a segment that is not clearly different from another one.",
        table,
        bars(
            [
                (
                    name_of(published, segmentation.segmentation, row.segment_id),
                    row.net_revenue_next_90d,
                    colour_of(row.segment_id) if row.differs else "#88888866",
                    f"{wording.share(row.retained_share_next_90d)} ordered, "
                    f"n = {wording.number(row.customer_count)}",
                )
                for row in table
                if row.net_revenue_next_90d is not None
            ],
            description="Net revenue of the next 90 days per customer, by segment",
            write=lambda value: wording.number(value, 0),
        ),
    )


def tree(published: Published, wording: Wording, segmentation: Row) -> Figure | None:
    """The dendrogram of a hierarchical fit."""
    table = published.table(
        "select node_id, segment_id, parent_node_id, height, customer_count "
        f"from fits.segment_tree where fit_id = {literal(segmentation.fit_id)} order by node_id"
    )
    if not len(table):
        return None
    nodes = {row.node_id: row for row in table}
    children: dict[int | None, list[int]] = {}
    for row in table:
        children.setdefault(row.parent_node_id, []).append(row.node_id)
    (root,) = children[None]
    # Only the lowest nodes have a segment; a node above has the one that all below it have.
    segments: dict[int, int | None] = {}

    def settle(node: int) -> int | None:
        below = {settle(child) for child in children.get(node, [])} or {nodes[node].segment_id}
        segments[node] = next(iter(below)) if len(below) == 1 else None
        return segments[node]

    settle(root)
    # The lowest joins are left out: below a few dozen leaves nothing can be told apart.
    heights = sorted((row.height for row in table), reverse=True)
    floor = heights[min(24, len(heights) - 1)]

    def shown_children(node: int) -> list[int]:
        return children.get(node, []) if nodes[node].height > floor else []

    order: list[int] = []

    def visit(node: int) -> None:
        below = shown_children(node)
        for child in below:
            visit(child)
        if not below:
            order.append(node)

    visit(root)
    width, height, left = float(WIDTH), 280.0, 12.0
    across = {
        node: left + (width - 2 * left) * (place + 0.5) / len(order)
        for place, node in enumerate(order)
    }
    top = nodes[root].height or 1.0

    def down(node: int) -> float:
        return 20 + (height - 60) * (1 - max(nodes[node].height - floor, 0) / (top - floor or 1))

    drawn: list[Markup] = []

    def draw(node: int) -> float:
        below = shown_children(node)
        if not below:
            return across[node]
        places = [(draw(child), child) for child in below]
        for x, child in places:
            segment = segments[child]
            drawn.append(
                tag(
                    "path",
                    tip(f"{wording.number(nodes[child].customer_count)} customers"),
                    d=f"M{x:.1f} {down(child):.1f}V{down(node):.1f}",
                    stroke=colour_of(segment) if segment else "currentColor",
                    class_="branch",
                )
            )
        low, high = places[0][0], places[-1][0]
        segment = segments[node]
        drawn.append(
            tag(
                "path",
                d=f"M{low:.1f} {down(node):.1f}H{high:.1f}",
                stroke=colour_of(segment) if segment else "currentColor",
                class_="branch",
            )
        )
        return (low + high) / 2

    draw(root)
    spans: dict[int, list[float]] = {}
    for node in order:
        segment = segments[node]
        if segment is not None:
            spans.setdefault(segment, []).append(across[node])
    labels = []
    for number, segment_id in enumerate(sorted(spans, key=lambda each: spans[each][0])):
        words = name_of(published, segmentation.segmentation, segment_id)
        x = within(words, sum(spans[segment_id]) / len(spans[segment_id]))
        labels.append(text(words, x, height - 22 + 15 * (number % 2), "middle", class_="tick"))
    return Figure(
        f"tree-{segmentation.segmentation}",
        f"The tree is cut into {segmentation.segment_count} segments",
        "What joins low is alike; the height of a join is how far apart the two parts are. The "
        f"lowest joins are left out: {len(table)} nodes in all.",
        table,
        picture(
            height,
            "Dendrogram of the fit, coloured by segment",
            text("distance at which parts join", 0, 12, class_="axis"),
            *drawn,
            *labels,
        ),
    )


def read(condition: str) -> str:
    """A rule without its stand-ins for unknown values, and with words for its signs."""
    words = re.sub(r"coalesce\((\w+), [^)]*\)", lambda found: plain(found[1]), condition)
    for sign, word in ((" <= ", " is at most "), (" > ", " is above "), (" and ", ", and ")):
        words = words.replace(sign, word)
    return words


def rules(published: Published, wording: Wording, segmentation: Row) -> Figure | Missing:
    """Segments as conditions that people can read."""
    name = f"rules-{segmentation.segmentation}"
    table = published.table(
        f"""select
    segments.segment_name,
    rules.condition,
    rules.customer_count,
    rules.precision as true_share
from fits.segment_rules as rules
inner join segments.segments as segments
    on rules.segmentation = segments.segmentation and rules.segment_id = segments.segment_id
where rules.fit_id = {literal(segmentation.fit_id)}
order by rules.segment_id, rules.customer_count desc, rules.rule_number"""
    )
    agreement = published.table(
        f"select rule_agreement from fits.segmentation_fits "
        f"where fit_id = {literal(segmentation.fit_id)} order by all"
    )
    if not len(table):
        return Missing(name, "The segments as rules", "This fit has no rules.")
    share = agreement.one().rule_agreement
    head = [tag("th", "segment", scope="col"), tag("th", "customers for whom", scope="col")]
    head += [tag("th", title, scope="col", class_="n") for title in ("customers", "true")]
    body = [
        tag(
            "tr",
            tag("th", row.segment_name, scope="row"),
            tag("td", wording.sentence(read(row.condition))),
            tag("td", wording.number(row.customer_count), class_="n"),
            tag("td", wording.share(row.true_share), class_="n"),
        )
        for row in table
    ]
    return Figure(
        name,
        f"{len(table)} rules describe the segments, and agree with them for "
        f"{wording.share(share)} of the customers",
        "The rules are a shallow decision tree that imitates the fit; the true share is that of "
        "the customers they find who are in the segment. Segments are not assigned by them.",
        table,
        tag("table", tag("thead", tag("tr", *head)), tag("tbody", *body)),
        is_wide=True,
    )


def micro(published: Published, wording: Wording, segmentation: str) -> Figure | None:
    """Small groups within segments."""
    table = published.table(
        f"""select segment_name, micro_segment_id, customer_count, share_of_segment,
    net_revenue_365d, distinctive_feature, distinctive_difference
from segments.micro_segments where segmentation = {literal(segmentation)}
order by segment_id, customer_count desc, micro_segment_id"""
    )
    if not len(table):
        return None
    return Figure(
        f"micro-{segmentation}",
        f"{len(table)} small group{'s' * (len(table) > 1)} within the segments",
        "For those who plan in smaller steps: what sets each apart within its segment, in standard "
        "deviations.",
        table,
    )


def who(published: Published, wording: Wording, segmentation: str) -> Figure | Missing:
    """Who the customers of each segment are."""
    name = f"who-{segmentation}"
    table = published.table(
        f"""select attribute, attribute_value, segment_id, customer_count, known_count,
    customer_share, customer_share_of_all
from segments.segment_attributes where segmentation = {literal(segmentation)}
order by attribute, attribute_value, segment_id"""
    )
    if not len(table):
        return Missing(
            name,
            "Who they are",
            "Nothing is known of the customers but what they buy. The input customers (region, "
            "country, age and income band, loyalty status) and the columns store_id and channel of "
            "the order lines bring it.",
        )
    minimum = int(published.settings["minimum_cell"])
    told = [
        row for row in table if row.attribute_value != "others" and row.customer_count >= minimum
    ]
    # What matters, and is beyond chance by three standard errors of a share.
    beyond = [
        row
        for row in told
        if abs(row.customer_share - row.customer_share_of_all)
        > max(
            LEAST_DIFFERENCE,
            3
            * math.sqrt(
                row.customer_share_of_all * (1 - row.customer_share_of_all) / row.known_count
            ),
        )
    ]
    beyond.sort(
        key=lambda row: (
            -abs(row.customer_share - row.customer_share_of_all),
            row.attribute,
            row.attribute_value,
            row.segment_id,
        )
    )
    known = [
        words.lower()
        for name, words in ATTRIBUTES.items()
        if name in {row.attribute for row in table}
    ]
    listed = " and ".join([", ".join(known[:-1]), known[-1]] if len(known) > 1 else known)
    if len(known) > 4:
        listed = f"the {len(known)} attributes that are known"
    title = f"In {listed} the segments are alike"
    if beyond:
        first = beyond[0]
        title = (
            f"{name_of(published, segmentation, first.segment_id)}: "
            f"{ATTRIBUTES[first.attribute].lower()} {first.attribute_value} for "
            f"{wording.share(first.customer_share)}, against "
            f"{wording.share(first.customer_share_of_all)} of all"
        )
    picture_ = (
        bars(
            [
                (
                    (
                        name_of(published, segmentation, row.segment_id),
                        f"{ATTRIBUTES[row.attribute].lower()} {row.attribute_value}",
                    ),
                    row.customer_share - row.customer_share_of_all,
                    colour_of(row.segment_id),
                    f"{wording.share(row.customer_share)} against "
                    f"{wording.share(row.customer_share_of_all)} of all, "
                    f"n = {wording.number(row.customer_count)}",
                )
                for row in beyond[:12]
            ],
            description="Differences of attributes from all customers, in points",
            write=lambda value: wording.signed(100 * value, 0) + " pts",
            label_width=260,
        )
        if beyond
        else None
    )
    return Figure(
        name,
        title,
        "The largest differences of a segment from all customers, in percentage points, of those "
        "whose attribute is known. Only differences of five points and beyond three standard "
        f"errors are drawn, and values of fewer than {minimum} customers are told together.",
        table,
        picture_,
    )


def segmentations(published: Published, wording: Wording) -> list[Section]:
    """A section per segmentation."""
    made = []
    for each in published.segmentations:
        profile = profile_of(published, each.segmentation)
        blocks = [
            tag("p", wording.sentence(each.description), class_="wide")
            if each.description
            else None,
            cards(published, wording, each, profile),
            size_and_value(published, wording, each.segmentation),
            outcomes(published, wording, each),
            explained(published, wording, each),
            heat_map(published, wording, each.segmentation, profile),
            choice(published, wording, each),
            projection(published, wording, each),
            tree(published, wording, each),
            who(published, wording, each.segmentation),
            micro(published, wording, each.segmentation),
            rules(published, wording, each),
        ]
        made.append(
            Section(
                f"segmentation-{each.segmentation}",
                f"Segmentation {each.segmentation.replace('_', ' ')}",
                [block for block in blocks if block is not None],
            )
        )
    left_out = published.table(
        "select segmentation, max(reason) as reason from fits.segmentation_fits "
        "where status = 'skipped' and segmentation not in "
        "(select segmentation from segments.segmentations where segment_count is not null) "
        "group by segmentation order by segmentation"
    )
    if len(left_out):
        blocks = [
            Missing(f"left-out-{row.segmentation}", row.segmentation.replace("_", " "), row.reason)
            for row in left_out
        ]
        made.append(Section("left-out", "Segmentations left out", blocks))
    return made
