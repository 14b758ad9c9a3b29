"""Every feature a second time: in polars, from the input files, after the words of models/docs.md.

It shares nothing with the SQL, the macros and the Python of the project, so that a fault of theirs
shows as a difference. It is kept apart from ``tools/bench/polars_mart.py``, which computes twenty
features in doubles as one lazy query because it is timed; this module is exact, complete and
written to be read.

Amounts and units are whole numbers of ten-thousandths, so that sums, medians and ties are exact. A
line after the observation date is left out before anything else is computed: the features of a date
are those that somebody could have computed on that day.
"""

from __future__ import annotations

from datetime import date
from functools import reduce

import polars as pl
import recomputed_signals
from recomputed_signals import kind, mean, until, word

MONTH, QUARTER, YEAR = 30, 90, 365
STEPS = 10_000
MAXIMUM_UNITS = 200
# Of what shops write, the words that the disturbed shop has.
UNPAID = ["cancelled", "canceled", "voided", "pending"]
RETURNED = ["returned", "refunded"]
NO_PRODUCTS = ["shipping", "discount"]
ORDER_CHANNELS = {"web": ["web", "online"], "app": ["app"], "store": ["store"]}
LABELS = {"private": True, "national": False}
ATTRIBUTES = [
    *("age_band", "gender", "income_band", "marital_status", "home_ownership", "household_size"),
    *("household_type", "child_count", "country", "region", "loyalty_status"),
]
# Stages of the relation, by default: days, and cycles with the least number of days.
NEW_DAYS = REACTIVATED_DAYS = 30
AT_RISK_CYCLES, AT_RISK_DAYS = 3, 30
DORMANT_CYCLES, DORMANT_DAYS = 6, 90
DAYS_OF_AN_OWN_CYCLE = 4
CYCLES_OF_A_SHOP, DEFAULT_CYCLE_DAYS = 30, 30.0

# The purchases of a frame of orders, and those of the last year.
bought = pl.col("line_count") > 0
days_ago = pl.col("days_ago")
bought_in_year = bought & (days_ago < YEAR)


def recomputed(
    shop: dict[str, pl.DataFrame], groups: dict[str, str], today: date, as_of: date
) -> pl.DataFrame:
    """All features of one observation date.

    Parameters
    ----------
    shop : dict of DataFrame
        The inputs as they are given, all of them.
    groups : dict of str
        The group of each category that has one.
    today : date
        The day of the build; what happens after it is refused.
    as_of : date
        The observation date, today or before.

    Returns
    -------
    DataFrame
        One row per known customer: customer_id, every feature and attribute.
    """
    customers = usable(shop["customers"], ["customer_id"], None, today, "customer_id")
    products = usable(shop["products"], ["product_id"], None, today, "product_id")
    signals = {
        name: usable(shop[name], required, time, today, key)
        for name, (time, key, required) in SIGNALS.items()
    }
    lines = usable(
        shop["order_lines"],
        ["customer_id", "ordered_at", "amount"],
        "ordered_at",
        today,
    ).filter(pl.col("order_id").is_not_null() | (pl.col("amount") < 0))
    sold = items(lines, products).filter(pl.col("happened_on") <= as_of)
    orders = orders_of(sold, as_of)
    sold = sold.filter("is_product_sold").with_columns(
        days_ago=(pl.lit(as_of) - pl.col("happened_on")).dt.total_days()
    )
    gaps = rhythm(orders)
    bought_on = orders.filter(bought).select("customer_id", "days_ago")
    families = [
        spending(orders),
        basket(orders),
        discounts(orders),
        returns(orders),
        categories(sold, groups),
        brands(sold),
        assortment(sold, orders),
        prices(sold),
        gaps,
        timing(orders),
        places(orders, "store"),
        places(orders, "channel"),
        kinds_of_orders(orders),
        reasons(lines, as_of),
        margins(lines, as_of),
        recomputed_signals.web(signals["web_sessions"], bought_on, as_of),
        recomputed_signals.emails(signals["email_events"], as_of),
        recomputed_signals.campaigns(
            signals["campaign_contacts"], signals["campaign_responses"], bought_on, as_of
        ),
        recomputed_signals.support(signals["support_tickets"], as_of),
        recomputed_signals.reviews(signals["reviews"], as_of),
        recomputed_signals.usage(signals["product_usage"], as_of),
        customers.select(
            "customer_id",
            *ATTRIBUTES,
            age_years=age(as_of),
            loyalty_status_is_gold=(pl.col("loyalty_status") == "gold").cast(pl.Float64),
            loyalty_status_is_none=(pl.col("loyalty_status") == "none").cast(pl.Float64),
        ),
    ]
    features = reduce(
        lambda whole, family: whole.join(family, on="customer_id", how="left"),
        families,
        known(customers, lines, as_of),
    )
    features = features.with_columns(pl.col(COUNTS).fill_null(0)).with_columns(
        engagement_score=recomputed_signals.score()
    )
    return lifecycle(features).drop("gap_before_recent_order_days")


# Counts and sums: of nothing they are 0. Everything else is null where it cannot be known.
COUNTS = [
    *("order_count", "order_count_30d", "order_count_90d", "order_count_365d", "net_revenue"),
    *("net_revenue_30d", "net_revenue_90d", "net_revenue_365d"),
    *("orders_with_returns_365d", "returned_revenue_365d", "category_count_365d"),
    *("brand_count_365d", "product_count", "new_product_count_90d", "order_day_count"),
    *("store_count_365d", "channel_count_365d"),
    *recomputed_signals.COUNTS,
]
# The other inputs of events: their time, their key, and what a row must have.
SIGNALS = {
    "web_sessions": ("started_at", "session_id", ["session_id", "customer_id", "started_at"]),
    "email_events": ("occurred_at", None, ["customer_id", "occurred_at", "event_type"]),
    "support_tickets": ("opened_at", "ticket_id", ["ticket_id", "customer_id", "opened_at"]),
    "reviews": ("reviewed_at", "review_id", ["review_id", "customer_id", "reviewed_at"]),
    "campaign_contacts": ("contacted_at", None, ["campaign_id", "customer_id", "contacted_at"]),
    "campaign_responses": ("responded_at", None, ["customer_id", "campaign_id", "responded_at"]),
    "product_usage": ("used_at", None, ["customer_id", "feature_name", "used_at"]),
}


def share(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    """A quotient; null where there is nothing to divide by."""
    return pl.when(whole != 0).then(part / whole)


def average(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    """Amounts over their number: the quotient of doubles, to four decimals, halves upwards."""
    return in_steps(share(in_units(part), whole))


def in_units(count: pl.Expr) -> pl.Expr:
    """Ten-thousandths as the nearest double."""
    # By a column: polars multiplies by the reciprocal of a constant, which is not the nearest.
    return count / (0 * count + STEPS)


def in_steps(value: pl.Expr) -> pl.Expr:
    """A double in whole ten-thousandths, halves upwards."""
    return (value * STEPS + 0.5).floor().cast(pl.Int64)


def variation(values: pl.Expr) -> pl.Expr:
    """Population standard deviation over the mean; null below two values."""
    return pl.when(values.count() >= 2).then(share(values.std(ddof=0), values.mean()))


def steps(column: str) -> pl.Expr:
    """A column of amounts or units in whole ten-thousandths."""
    return (pl.col(column) * STEPS).round().cast(pl.Int64)


def usable(
    rows: pl.DataFrame,
    required: list[str],
    time: str | None,
    today: date,
    key: str | None = None,
) -> pl.DataFrame:
    """The rows that docs/decisions/0004 keeps.

    Refused are rows without a required value or with a blank id, events after today, amounts above
    zero with a quantity below, copies equal in every column of the source, and second rows for a
    key, of which the one whose columns sort first is kept.
    """
    rows = rows.with_columns(
        pl.when(pl.col(pl.String).str.strip_chars() != "").then(pl.col(pl.String))
    )
    rows = rows.drop_nulls(required)
    if time:
        rows = rows.filter(pl.col(time).cast(pl.Date) <= today)
    if {"amount", "quantity"} <= set(rows.columns):
        rows = rows.filter(((pl.col("amount") <= 0) | (pl.col("quantity") >= 0)).fill_null(True))
    rows = rows.unique()
    return rows.sort(rows.columns).unique(key, keep="first") if key else rows


def items(lines: pl.DataFrame, products: pl.DataFrame) -> pl.DataFrame:
    """Each order line with its product, its status applied.

    A cancelled or unpaid sale counts nothing. A line marked returned is sold and returned on the
    day of its order. Units are 1 where the quantity is not given or above the most units of a line,
    and 0 where no product was sold. Savings count without their sign, and not on refunds. Postage
    is revenue, and no product. What a line below zero counts is told by `given_back`.
    """
    lines = lines.with_columns(
        pl.col("status", "line_kind").str.strip_chars().str.to_lowercase(),
        happened_on=pl.col("ordered_at").dt.date(),
        **{name: steps(name) for name in ("amount", "quantity")},
    )
    is_whole = ~pl.col("status").is_in(UNPAID).fill_null(False)
    is_product = ~pl.col("line_kind").is_in(NO_PRODUCTS).fill_null(False)
    amount, quantity = pl.col("amount"), pl.col("quantity")
    is_sold = is_whole & (amount > 0)
    is_measured = quantity.is_null() | (quantity > MAXIMUM_UNITS * STEPS)
    sales = lines.filter(amount >= 0).with_columns(
        returned_on=pl.lit(None, pl.Date),
        is_product_sold=is_sold & is_product,
        product_id=pl.when(is_product).then("product_id"),
        gross=pl.when(is_sold).then(amount).otherwise(0),
        returned=pl.when(pl.col("status").is_in(RETURNED)).then(amount).fill_null(0),
        units=pl.when(~is_sold | ~is_product)
        .then(0)
        .when(is_measured)
        .then(STEPS)
        .otherwise(quantity),
        discount=pl.when(is_whole).then(steps("discount_amount").abs()).fill_null(0),
        coupon=pl.when(is_whole).then(steps("coupon_amount").abs()).fill_null(0),
    )
    refunds = given_back(lines).select(sales.columns)
    return pl.concat([sales, refunds], how="vertical_relaxed").join(
        products.with_columns(
            subcategory=pl.col("subcategory").fill_null(pl.col("category")),
            is_private=pl.col("brand_type")
            .str.to_lowercase()
            .replace_strict(LABELS, default=None, return_dtype=pl.Boolean),
        ).select("product_id", "category", "subcategory", "brand", "is_private"),
        on="product_id",
        how="left",
    )


def given_back(lines: pl.DataFrame) -> pl.DataFrame:
    """The lines below zero with what of each counts, after the rules of docs/decisions/0018.

    Line by line with running totals, where the project uses windows.
    """
    orders: dict[tuple, list[dict]] = {}
    for row in lines.filter(pl.col("amount") != 0).to_dicts():
        row["month"] = row["happened_on"].replace(day=1)
        row["sold"] = max(row["amount"], 0) if row["status"] not in UNPAID else 0
        row["marked"] = row["sold"] if row["status"] in RETURNED else 0
        row["order_id"] = row["order_id"] or f"refund of {row['happened_on']}"
        orders.setdefault((row["customer_id"], row["order_id"]), []).append(row)
    found = []
    for rows in orders.values():
        refunds = [row for row in rows if row["amount"] < 0]
        for row in refunds:
            tell_rebate(row, rows)
        refunds.sort(
            key=lambda row: (
                row["month"],
                not row["is_rebate"],
                row["ordered_at"],
                (row["product_id"] is None, row["product_id"] or ""),
                (row["store_id"] is None, row["store_id"] or ""),
            )
        )
        # Booked so far, per bound, and what of that counts in the order.
        booked: dict[object, int] = {}
        for row in refunds:
            net_of(row, rows, booked)
            found.append(row)
    return pl.DataFrame(
        found, {**lines.schema, "is_rebate": pl.Boolean, "netted": pl.Int64}
    ).with_columns(
        returned_on=pl.when(~pl.col("is_rebate")).then("happened_on"),
        is_product_sold=pl.lit(False),
        product_id=pl.lit(None, pl.String),
        gross=pl.when("is_rebate").then(-pl.col("netted")).otherwise(0),
        returned=pl.when("is_rebate").then(0).otherwise("netted"),
        units=pl.lit(0, pl.Int64),
        discount=pl.when("is_rebate").then("netted").otherwise(0),
        coupon=pl.lit(0, pl.Int64),
    )


def tell_rebate(row: dict, order: list[dict]) -> None:
    """Whether a refund is a rebate on what its order sold in the same month, and in which store."""
    sold = [other for other in order if other["sold"] > 0]
    here = [other for other in sold if other["month"] == row["month"]]
    of_product = [
        other
        for other in sold
        if row["product_id"] is not None
        and other["product_id"] == row["product_id"]
        and other["month"] <= row["month"]
    ]
    is_beside = any(other["happened_on"] == row["happened_on"] for other in here)
    is_loose = not row["quantity"] and is_beside and row["status"] not in RETURNED
    row["is_rebate"] = bool(here) and (
        row["line_kind"] in NO_PRODUCTS or (is_loose and not of_product)
    )
    row["is_of_product"] = bool(of_product) and not row["is_rebate"]
    if row["is_rebate"] and row["store_id"] not in {other["store_id"] for other in here}:
        stores = sorted({other["store_id"] for other in here} - {None})
        row["store_id"] = stores[0] if stores else None


def net_of(row: dict, order: list[dict], booked: dict[object, int]) -> None:
    """What of a refund counts, after what was booked before it in its order."""
    known = [other for other in order if other["month"] <= row["month"]]
    refund = -row["amount"]

    def counted(bound: object, size: int, least: int, most: float) -> int:
        """What of a step counts, of a total beyond `least` and up to `most` more."""
        before = booked.get(bound, 0)
        booked[bound] = before + size
        return min(max(booked[bound] - least, 0), most) - min(max(before - least, 0), most)

    def total(name: str, rows: list[dict]) -> int:
        return sum(other[name] for other in rows)

    if row["is_rebate"]:
        place = (row["month"], row["store_id"])
        rows = [other for other in known if (other["month"], other["store_id"]) == place]
        part = counted(place, refund, 0, total("sold", rows))
    elif row["is_of_product"]:
        rows = [other for other in known if other["product_id"] == row["product_id"]]
        marked = total("marked", rows)
        part = counted(row["product_id"], refund, marked, total("sold", rows) - marked)
    else:
        part = counted("others", refund, total("marked", known), float("inf"))
    most = total("sold", known) - total("marked", known)
    row["netted"] = counted("order", part, 0, most)
    if not any(other["amount"] > 0 for other in known):
        row["netted"] = refund


def orders_of(sold: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Orders: the lines of one customer, order id, store, month and day of return.

    An order is of the day and time of its first line; a return booked below zero is of its own day.
    An order is a purchase where a product was sold.
    """
    is_sale = pl.col("is_product_sold")
    return (
        sold.group_by(
            *("customer_id", "order_id", "store_id", "returned_on"),
            pl.col("happened_on").dt.truncate("1mo"),
        )
        .agg(
            ordered_at=pl.col("ordered_at").min(),
            channel=pl.col("channel").min(),
            device=pl.col("device").min(),
            line_count=is_sale.sum().cast(pl.Int64),
            product_count=pl.col("product_id").filter(is_sale).drop_nulls().n_unique(),
            discounted_line_count=(is_sale & (pl.col("discount") > 0)).sum(),
            returned_line_count=(pl.col("returned") > 0).sum(),
            private=pl.col("gross").filter("is_private").sum(),
            branded=pl.col("gross").filter(pl.col("is_private").is_not_null()).sum(),
            **{name: pl.col(name).sum() for name in ("units", "gross", "returned")},
            **{name: pl.col(name).sum() for name in ("discount", "coupon")},
        )
        .with_columns(
            store=pl.col("store_id"),
            days_ago=(pl.lit(as_of) - pl.col("ordered_at").dt.date()).dt.total_days(),
            net=pl.col("gross") - pl.col("returned"),
        )
    )


def known(customers: pl.DataFrame, lines: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Customers with an order line up to the date, or signed up by then or on no known day."""
    return pl.concat(
        [
            lines.filter(pl.col("ordered_at").dt.date() <= as_of).select("customer_id"),
            customers.filter(
                (pl.col("signed_up_at").cast(pl.Date) <= as_of).fill_null(True)
            ).select("customer_id"),
        ]
    ).unique()


def spending(orders: pl.DataFrame) -> pl.DataFrame:
    """How recently, how often and how much: purchases count, returns are taken off revenue.

    The trends compare the last 90 days with the 90 before: difference over sum, null where both are
    empty, with a single order and in the first 180 days after the first. They compare value sold,
    not net revenue.
    """

    def count(days: int) -> pl.Expr:
        return (bought & (days_ago < days)).sum().cast(pl.Int64)

    def net(days: int) -> pl.Expr:
        return pl.col("net").filter(days_ago < days).sum()

    def trend(values: pl.Expr) -> pl.Expr:
        now = values.filter(days_ago < QUARTER).sum().cast(pl.Int64)
        before = values.filter(days_ago >= QUARTER, days_ago < 2 * QUARTER).sum().cast(pl.Int64)
        tenure = days_ago.filter(bought).max()
        is_known = (tenure >= 2 * QUARTER) & (bought.sum() >= 2)
        return pl.when(is_known).then(share(now - before, now + before))

    ever = 10**6
    return orders.group_by("customer_id").agg(
        recency_days=days_ago.filter(bought).min(),
        tenure_days=days_ago.filter(bought).max(),
        order_count=count(ever),
        order_count_30d=count(MONTH),
        order_count_90d=count(QUARTER),
        order_count_365d=count(YEAR),
        net_revenue=net(ever),
        net_revenue_30d=net(MONTH),
        net_revenue_90d=net(QUARTER),
        net_revenue_365d=net(YEAR),
        average_order_value=average(net(ever), count(ever)),
        average_order_value_365d=average(net(YEAR), count(YEAR)),
        revenue_trend_90d=trend(pl.col("gross")),
        order_trend_90d=trend(bought),
    )


def basket(orders: pl.DataFrame) -> pl.DataFrame:
    """Size, width and price of the purchases of the last 365 days; values are before returns."""
    value = pl.col("gross").sort()
    middle = value.get((pl.len() - 1) // 2) + value.get(pl.len() // 2)
    return (
        orders.filter(bought_in_year)
        .group_by("customer_id")
        .agg(
            units_per_order_365d=pl.col("units").sum() / STEPS / pl.len(),
            products_per_order_365d=pl.col("product_count").sum() / pl.len(),
            average_unit_price_365d=average(pl.col("gross").sum(), in_units(pl.col("units").sum())),
            largest_order_value_365d=value.max(),
            median_order_value_365d=average(middle, pl.lit(2)),
            order_value_variation_365d=variation(value),
        )
    )


def discounts(orders: pl.DataFrame) -> pl.DataFrame:
    """Discounts, coupons and the shop's own label in the last 365 days.

    Discounts and coupons of free lines count; a share of orders is one of purchases.
    """
    gross, discount, coupon = pl.col("gross").sum(), pl.col("discount"), pl.col("coupon")
    return (
        orders.filter(days_ago < YEAR)
        .group_by("customer_id")
        .agg(
            discount_share_365d=share(discount.sum(), gross + discount.sum()),
            discounted_line_share_365d=share(
                pl.col("discounted_line_count").sum(), pl.col("line_count").sum()
            ),
            coupon_share_365d=share(coupon.sum(), gross + coupon.sum()),
            coupon_order_share_365d=share((bought & (coupon > 0)).sum(), bought.sum()),
            private_label_share_365d=share(pl.col("private").sum(), pl.col("branded").sum()),
        )
    )


def returns(orders: pl.DataFrame) -> pl.DataFrame:
    """What came back in the last 365 days, each return on its own day."""
    returned = pl.col("returned").sum()
    has_return = pl.col("returned_line_count") > 0
    return (
        orders.filter(days_ago < YEAR)
        .group_by("customer_id")
        .agg(
            orders_with_returns_365d=pl.col("order_id").filter(has_return).n_unique(),
            returned_revenue_365d=returned,
            return_rate_365d=share(returned, pl.col("gross").sum()),
        )
    )


def age(as_of: date) -> pl.Expr:
    """Whole years from the day of birth; a default date, or an age that nobody has, is none."""
    born = pl.col("date_of_birth")
    birthday = born.dt.month().cast(pl.Int64) * 100 + born.dt.day()
    birthday_is_to_come = birthday > as_of.month * 100 + as_of.day
    years = as_of.year - born.dt.year().cast(pl.Int64) - birthday_is_to_come.cast(pl.Int64)
    return pl.when(years.is_between(0, 120) & (born != date(1970, 1, 1))).then(years)


def spread(sold: pl.DataFrame, what: str) -> pl.DataFrame:
    """Value per customer and category or brand in the last 365 days, with its share of them all."""
    return (
        sold.filter(days_ago < YEAR)
        .drop_nulls(what)
        .group_by("customer_id", what)
        .agg(gross=pl.col("gross").sum())
        .with_columns(share=pl.col("gross") / pl.col("gross").sum().over("customer_id"))
        .sort("customer_id", pl.col("gross"), what, descending=[False, True, False])
    )


def categories(sold: pl.DataFrame, groups: dict[str, str]) -> pl.DataFrame:
    """How revenue with a known category spreads over categories and groups of them."""
    group = pl.col("category").replace_strict(groups, default=None, return_dtype=pl.String)
    concentration = (pl.col("share") ** 2).sum()
    return (
        spread(sold, "category")
        .group_by("customer_id", maintain_order=True)
        .agg(
            category_count_365d=pl.len().cast(pl.Int64),
            top_category_365d=pl.col("category").first(),
            top_category_share_365d=pl.col("share").first(),
            category_concentration_365d=concentration,
            category_diversity_365d=1 / concentration,
            **{
                f"{name}_share_365d": pl.col("share").filter(group == name).sum()
                for name in sorted(set(groups.values()))
            },
        )
    )


def brands(sold: pl.DataFrame) -> pl.DataFrame:
    """How revenue with a known brand spreads over brands."""
    return (
        spread(sold, "brand")
        .group_by("customer_id", maintain_order=True)
        .agg(
            brand_count_365d=pl.len().cast(pl.Int64),
            top_brand_share_365d=pl.col("share").first(),
            brand_concentration_365d=(pl.col("share") ** 2).sum(),
        )
    )


def assortment(sold: pl.DataFrame, orders: pl.DataFrame) -> pl.DataFrame:
    """How much of what is bought is new to the customer.

    A product purchase is a product in an order, however many lines it has, on the order's day; a
    first purchase is a product's on the day of its first line, and counts once in however many
    orders of that day it is. Of an order that began before the 90 days, first purchases within them
    are purchases within them: there are never fewer of all than of first ones.
    """
    firsts = (
        sold.drop_nulls("product_id")
        .group_by("customer_id", "product_id")
        .agg(pl.col("days_ago").max())
        .group_by("customer_id")
        .agg(
            product_count=pl.len().cast(pl.Int64),
            new_product_count_90d=(days_ago < QUARTER).sum().cast(pl.Int64),
        )
    )
    purchases = orders.group_by("customer_id").agg(
        ever=pl.col("product_count").sum().cast(pl.Int64),
        lately=pl.col("product_count").filter(days_ago < QUARTER).sum(),
    )
    return firsts.join(purchases, on="customer_id").select(
        "customer_id",
        "product_count",
        "new_product_count_90d",
        new_product_share_90d=share(
            pl.col("new_product_count_90d"), pl.max_horizontal("lately", "new_product_count_90d")
        ),
        repeat_product_share=share(pl.col("ever") - pl.col("product_count"), pl.col("ever")),
    )


def prices(sold: pl.DataFrame) -> pl.DataFrame:
    """Revenue over what the same units cost at the usual price, in the last 365 days.

    The usual price is the value sold over the units sold, of all customers together, in the same
    month and subcategory, else category; products without a category have none. What a customer
    bought of one subcategory on one day is valued together, to four decimals, and left out where
    it has no units.
    """
    month = pl.col("happened_on").dt.truncate("1mo")
    gross, units = (in_units(pl.col(name).sum()) for name in ("gross", "units"))
    usual = gross.over(month, "subcategory") / units.over(month, "subcategory")
    return (
        sold.drop_nulls("category")
        .group_by("customer_id", "happened_on", "days_ago", "category", "subcategory")
        .agg(pl.col("gross").sum(), pl.col("units").sum())
        .filter(pl.col("units") > 0)
        .with_columns(usual_value=in_steps(in_units(pl.col("units")) * usual))
        .filter(days_ago < YEAR)
        .group_by("customer_id")
        .agg(price_index_365d=share(pl.col("gross").sum(), pl.col("usual_value").sum()))
    )


def rhythm(orders: pl.DataFrame) -> pl.DataFrame:
    """The gaps between days with a purchase, ever.

    The purchase cycle is the customer's own median gap from four days with a purchase on, else the
    median of those own medians, or 30 days where fewer than 30 customers have one.
    """
    gap = pl.col("days_ago").sort(descending=True).diff().abs()
    ended_lately = days_ago.sort(descending=True) < REACTIVATED_DAYS
    visits = (
        orders.filter(bought)
        .select("customer_id", "days_ago")
        .unique()
        .group_by("customer_id")
        .agg(
            order_day_count=pl.len().cast(pl.Int64),
            mean_days_between_orders=gap.mean(),
            median_days_between_orders=gap.median(),
            order_gap_variation=variation(gap),
            longest_days_between_orders=gap.max(),
            gap_before_recent_order_days=gap.filter(ended_lately).max(),
            recency=days_ago.min(),
        )
    )
    own = pl.when(pl.col("order_day_count") >= DAYS_OF_AN_OWN_CYCLE).then(
        pl.col("median_days_between_orders")
    )
    shop = pl.when(own.count() >= CYCLES_OF_A_SHOP).then(own.median()).otherwise(DEFAULT_CYCLE_DAYS)
    return (
        visits.with_columns(purchase_cycle_days=own.fill_null(shop))
        .with_columns(
            days_overdue=pl.col("recency") - pl.col("purchase_cycle_days"),
            cycles_since_last_order=share(pl.col("recency"), pl.col("purchase_cycle_days")),
        )
        .drop("recency")
    )


def timing(orders: pl.DataFrame) -> pl.DataFrame:
    """When the purchases of the last 365 days were made: day of the week, hour and quarter."""
    hour, quarter = pl.col("ordered_at").dt.hour(), pl.col("ordered_at").dt.quarter()
    when = {
        "weekend": pl.col("ordered_at").dt.weekday() >= 6,
        "morning": (hour >= 5) & (hour < 12),
        "afternoon": (hour >= 12) & (hour < 17),
        "evening": (hour >= 17) & (hour < 22),
        "night": (hour >= 22) | (hour < 5),
        **{f"q{number}": quarter == number for number in range(1, 5)},
    }
    return (
        orders.filter(bought_in_year)
        .group_by("customer_id")
        .agg(**{f"{name}_order_share_365d": is_then.mean() for name, is_then in when.items()})
    )


def kinds_of_orders(orders: pl.DataFrame) -> pl.DataFrame:
    """Shares of the purchases of the last 365 days by what the channel and the device are."""
    rows = orders.filter(bought_in_year).with_columns(
        channel=kind("channel", ORDER_CHANNELS), device=kind("device", recomputed_signals.DEVICES)
    )
    return rows.group_by("customer_id").agg(
        **{
            f"{name}_order_share_365d": mean(pl.col(column).drop_nulls() == name)
            for column, names in {
                "channel": ("web", "app", "store"),
                "device": ("mobile", "tablet", "desktop"),
            }.items()
            for name in names
        }
    )


def reasons(lines: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The leading reason of what came back in the last 365 days."""
    status = word("status")
    is_return = (pl.col("amount") < 0) | ((pl.col("amount") > 0) & status.is_in(RETURNED))
    rows = until(lines, "ordered_at", as_of).filter(
        pl.col("ago") < YEAR, is_return, ~status.is_in(UNPAID).fill_null(False)
    )
    counts = rows.drop_nulls("return_reason").group_by("customer_id", "return_reason").len()
    return (
        counts.sort("customer_id", "len", "return_reason", descending=[False, True, False])
        .group_by("customer_id", maintain_order=True)
        .agg(
            top_return_reason_365d=pl.col("return_reason").first(),
            top_return_reason_share_365d=pl.col("len").first() / pl.col("len").sum(),
        )
    )


def margins(lines: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Value sold less its cost, of products whose cost is known, by the first day of their order.

    An order of two months is an order in each, and one in two stores an order in each.
    """
    is_product = ~word("line_kind").is_in(NO_PRODUCTS).fill_null(False)
    is_whole = ~word("status").is_in(UNPAID).fill_null(False)
    cost, quantity = steps("unit_cost"), steps("quantity").fill_null(STEPS)
    rows = (
        until(lines, "ordered_at", as_of)
        .filter(pl.col("amount") > 0, is_product, is_whole, pl.col("unit_cost").is_not_null())
        .with_columns(
            month=pl.col("on").dt.truncate("1mo"),
            sold=steps("amount"),
            cost=(cost * quantity + STEPS // 2) // STEPS,
        )
        .group_by("customer_id", "order_id", "store_id", "month")
        .agg(pl.col("ago").max(), pl.col("sold").sum(), pl.col("cost").sum())
        .filter(pl.col("ago") < YEAR)
    )
    sold, margin = pl.col("sold").sum(), (pl.col("sold") - pl.col("cost")).sum()
    return rows.group_by("customer_id").agg(
        margin_365d=margin,
        margin_share_365d=share(margin, sold),
        margin_per_order_365d=average(margin, pl.len()),
    )


def places(orders: pl.DataFrame, place: str) -> pl.DataFrame:
    """Stores or channels of the purchases of the last 365 days; orders that name none are left out.

    Where the lines of an order name several, the first by name is the order's.
    """
    return (
        orders.filter(bought_in_year)
        .drop_nulls(place)
        .group_by("customer_id", place)
        .agg(orders=pl.len())
        .sort("customer_id", "orders", place, descending=[False, True, False])
        .group_by("customer_id", maintain_order=True)
        .agg(
            pl.len().cast(pl.Int64).alias(f"{place}_count_365d"),
            (pl.col("orders").first() / pl.col("orders").sum()).alias(f"top_{place}_share_365d"),
            pl.col(place).first().alias(f"top_{place}_365d"),
        )
    )


def lifecycle(features: pl.DataFrame) -> pl.DataFrame:
    """The stage of the relation, by the first of these rules that is true.

    prospect: no purchase. new: the first purchase is less than 30 days ago. dormant, at risk:
    silent for at least 6, 3 purchase cycles and at least 90, 30 days. reactivated: a gap that long
    as makes dormant ended in the last 30 days. active: everybody else.
    """
    cycle, recency = pl.col("purchase_cycle_days"), pl.col("recency_days")

    def silent(days: pl.Expr, cycles: int, least: int) -> pl.Expr:
        return (days >= least) & (days >= cycles * cycle)

    stage = pl.when(pl.col("order_count") == 0).then(pl.lit("prospect"))
    rules = {
        "new": pl.col("tenure_days") < NEW_DAYS,
        "dormant": silent(recency, DORMANT_CYCLES, DORMANT_DAYS),
        "at risk": silent(recency, AT_RISK_CYCLES, AT_RISK_DAYS),
        "reactivated": silent(pl.col("gap_before_recent_order_days"), DORMANT_CYCLES, DORMANT_DAYS),
    }
    for name, is_true in rules.items():
        stage = stage.when(is_true).then(pl.lit(name))
    return features.with_columns(lifecycle_stage=stage.otherwise(pl.lit("active")))
