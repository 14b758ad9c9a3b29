"""A small generated shop with everything that makes a difference to a feature put into it."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from itertools import product
from pathlib import Path

import polars as pl
from disturbed_signals import signals

from tools import generator

TODAY, MONTH_END = date(2026, 3, 11), date(2026, 2, 28)
# Days before an observation date on which a window begins or ends, and their neighbours.
EDGE_DAYS = [0, 1, 29, 30, 31, 89, 90, 91, 179, 180, 181, 364, 365, 366]
EDGE_TIMES = [
    *(time(hour) for hour in (0, 5, 12, 17, 22)),
    *(time(hour, 59, 59) for hour in (4, 11, 16, 21, 23)),
]
STATUSES = ["Cancelled", " VOIDED ", "returned", "Refunded", "Pending", "shipped", "odd", ""]
# Customers of `oddities`.
RETURNERS = ["only returns", "only free", "no order"]
WORDS = {
    "gender": ["f", "m", None],
    "income_band": ["low", "high", None],
    "marital_status": ["single", "married", None],
    "home_ownership": ["rents", "owns", None],
    "household_size": ["1", "2", "5+", None],
    "household_type": ["couple", "alone", None],
    "child_count": ["0", "3+", None],
    "country": ["Łódź", "SE", None],
    "loyalty_status": ["gold", "none", None],
}


def write_shop(folder: Path, seed: int = 3) -> dict[str, pl.DataFrame]:
    """Write a shop of four hundred customers and some six thousand lines as Parquet.

    Returns
    -------
    dict of DataFrame
        What was written, by input; every input.
    """
    generator.generate(
        folder / "generated", lines=5000, customers=250, seed=seed, products=300, ids="text"
    )
    chance = random.Random(seed)
    products = disturbed_products(pl.read_parquet(folder / "generated/products.parquet"), chance)
    customers = pl.read_parquet(folder / "generated/customers.parquet")
    lines = pl.read_parquet(folder / "generated/order_lines/*.parquet").cast(
        {"amount": pl.Float64, "discount_amount": pl.Float64, "coupon_amount": pl.Float64}
    )
    lines = pl.concat(
        [
            disturbed_lines(lines, products, chance),
            rhythms(),
            oddities(),
            orders_over_edges(products),
        ],
        how="diagonal_relaxed",
    )
    shop = {
        "order_lines": with_refused_lines(lines, chance),
        "customers": disturbed_customers(customers, chance),
        "products": products,
        "campaign_responses": responses(customers, chance),
    }
    some = [*customers["customer_id"].to_list()[:120], "only does things", *RETURNERS]
    shop.update(signals(some, chance, [TODAY, MONTH_END], EDGE_DAYS, EDGE_TIMES))
    for name, frame in shop.items():
        frame.write_parquet(folder / f"{name}.parquet")
    return shop


def replaced(
    frame: pl.DataFrame, chance: random.Random, column: str, share: float, values: list
) -> pl.DataFrame:
    """A frame with one of the values in a share of a column's cells."""
    cells = [chance.choice(values) if chance.random() < share else cell for cell in frame[column]]
    return frame.with_columns(pl.Series(column, cells, frame.schema[column], strict=False))


def disturbed_products(products: pl.DataFrame, chance: random.Random) -> pl.DataFrame:
    """Categories in no group or none, a subcategory of several categories, brands not known."""
    products = replaced(products, chance, "category", 0.15, ["FUEL", "TOYS", "TOYS", None])
    products = replaced(products, chance, "subcategory", 0.2, ["BASICS", None])
    products = replaced(products, chance, "brand", 0.1, [None])
    return replaced(products, chance, "brand_type", 0.3, ["PRIVATE", "private", "", None])


def disturbed_lines(
    lines: pl.DataFrame, products: pl.DataFrame, chance: random.Random
) -> pl.DataFrame:
    """Orders on edges, of two days, months, customers, stores; odd amounts, units and statuses."""
    moved = {
        order: datetime.combine(
            chance.choice([TODAY, MONTH_END]) - timedelta(days=chance.choice(EDGE_DAYS)),
            chance.choice(EDGE_TIMES),
        )
        for order in lines["order_id"].unique(maintain_order=True)
        if chance.random() < 0.25
    }
    later = [chance.choice([1, 2, 25]) if chance.random() < 0.04 else 0 for _ in lines["amount"]]
    is_sale = pl.col("amount") > 0
    in_fives = pl.col("customer_id").str.tail(1).is_in(list("0369"))
    is_measured = pl.col("product_id").is_in(
        products.filter(pl.col("category") == "FUEL")["product_id"].implode()
    )
    lines = lines.with_columns(
        ordered_at=pl.when(is_sale)
        .then(pl.col("order_id").replace_strict(moved, default=None, return_dtype=pl.Datetime))
        .fill_null(pl.col("ordered_at"))
        + pl.duration(days=pl.Series(later)),
        # A third of the customers pay in fives: categories, brands and orders tie.
        amount=pl.when(in_fives, is_sale)
        .then(5 * (1 + pl.col("line_number") % 2))
        .otherwise(pl.col("amount")),
        quantity=pl.when(is_measured)
        .then(pl.col("quantity") * 4321)
        .otherwise(pl.col("quantity"))
        .cast(pl.Float64),
        status=pl.lit(None, pl.String),
        line_kind=pl.lit(None, pl.String),
    )
    lines = replaced(lines, chance, "line_kind", 0.03, ["Shipping", " discount", "product", "odd"])
    lines = replaced(lines, chance, "status", 0.08, STATUSES)
    lines = replaced(lines, chance, "product_id", 0.04, [None, "unknown"])
    lines = replaced(lines, chance, "customer_id", 0.01, ["C000000001", "C000000002"])
    lines = replaced(lines, chance, "store_id", 0.05, ["1", "10", "9", None])
    lines = replaced(lines, chance, "channel", 0.2, ["app", "App", "Web", None])
    lines = lines.with_columns(
        device=pl.lit("fridge"), return_reason=pl.lit(None, pl.String), unit_cost=pl.lit(2.5)
    )
    lines = replaced(lines, chance, "device", 0.8, ["iPhone", " iPad", "Desktop", "app", None])
    lines = replaced(lines, chance, "return_reason", 0.4, ["broken", "late", "Late", " ", "odd"])
    lines = replaced(lines, chance, "unit_cost", 0.8, [None, None, None, None, 0.0, 0.7501, 99.0])
    lines = replaced(lines, chance, "discount_amount", 0.05, [None, 0.3333, -0.25])
    lines = replaced(lines, chance, "coupon_amount", 0.05, [None, 1.25, -0.5])
    sales = replaced(lines.filter(is_sale), chance, "amount", 0.05, [0.0, 0.0, 0.0001, 3.3333])
    sales = replaced(sales, chance, "quantity", 0.05, [None, 0.0, 0.37, 200.0, 200.0001, 201.0])
    return pl.concat([sales, lines.filter(~is_sale)])


def line(customer: str, day: date, number: int = 1, **more: object) -> dict:
    """An order line of one unit without a product."""
    return {
        "order_id": f"{customer}/{day}",
        "line_number": number,
        "customer_id": customer,
        "ordered_at": datetime.combine(day, time(10)),
        "amount": 4.0,
        "quantity": 1.0,
        **more,
    }


def rhythms() -> pl.DataFrame:
    """Customers with a cycle of their own who are silent, or were and came back, near the limits.

    Some have a day with an order too few for a cycle of their own.
    """
    lines = []
    for as_of, cycle, visits in product([TODAY, MONTH_END], [5, 10, 15, 20], [3, 4, 6]):
        silences = [(silence, None) for silence in {29, 30, 89, 90, 3 * cycle, 6 * cycle}]
        silences += [(0, pause) for pause in {89, 90, 6 * cycle - 1, 6 * cycle}]
        silences += [(29, 120), (30, 120)]
        for silence, pause in silences:
            customer = f"every {cycle}, {visits}, silent {silence}, {pause} {as_of}"
            last = as_of - timedelta(days=silence)
            if pause:
                lines.append(line(customer, last))
                last -= timedelta(days=pause)
            lines += [line(customer, last - timedelta(days=cycle * n)) for n in range(visits)]
    return pl.DataFrame(lines)


def oddities() -> pl.DataFrame:
    """Customers who bought nothing: returns, free or cancelled lines; and two equal returns."""
    day = MONTH_END - timedelta(days=40)
    later = day + timedelta(days=3)
    return pl.DataFrame(
        [
            line("only returns", day, amount=-4.0, quantity=-1.0),
            line("only free", day, amount=0.0, coupon_amount=0.5),
            line("only free, discounted", day, amount=0.0, discount_amount=0.5),
            line("only cancelled", day, status="Canceled"),
            line("only a cancelled return", day, amount=-4.0, quantity=-1.0, status="cancelled"),
            line("sold and returned", day, status="returned"),
            line("returned on two days", day, order_id="x", amount=9.0),
            line("returned on two days", later, 2, order_id="x", amount=-4.0, quantity=None),
            line("returned on two days", TODAY, 3, order_id="x", amount=-5.0, quantity=None),
            line("twice, by status and line", day, order_id="t", status="refunded"),
            line("twice, by status and line", later, 2, order_id="t", amount=-4.0),
            line("more than was sold", day, order_id="m"),
            line("more than was sold", later, 2, order_id="m", amount=-3.0, quantity=-1.0),
            line("more than was sold", TODAY, 3, order_id="m", amount=-3.0, quantity=-1.0),
            line("a rebate", day, order_id="r", store_id="2"),
            line("a rebate", day, 2, order_id="r", amount=-1.5, quantity=None),
            line("a larger rebate", day, order_id="r"),
            line("a larger rebate", day, 2, order_id="r", amount=-9.0, line_kind="Discount"),
            line("no order", day),
            line("no order", later, 2, order_id=None, amount=-1.0),
            line("postage alone", day, line_kind="shipping"),
            line("of one product more", day, order_id="p", product_id="unknown"),
            line("of one product more", day, 2, order_id="p", product_id="other"),
            line("of one product more", day, 3, order_id="p", product_id="other", amount=-6.0),
            line("two orders of one day", day, order_id="a", store_id="2"),
            line("two orders of one day", day, order_id="b", store_id="10"),
            line("first of all is cancelled", day, status="cancelled", store_id="0", order_id="y"),
            line("first of all is cancelled", later, 2, store_id="1", order_id="y"),
            line("first of all is free", day, amount=0.0, store_id="0", order_id="z"),
            line("first of all is free", later, 2, store_id="1", order_id="z"),
        ]
    )


def orders_over_edges(products: pl.DataFrame) -> pl.DataFrame:
    """Orders of two days, the first one day before a window or a month, with new products in each.

    Alone, or with an order of something else within the window.
    """
    lines = []
    known, *others = products["product_id"].head(4)
    for as_of, days, more in product([TODAY, MONTH_END], [10, 11, 30, 90, 180, 365], [0, 1]):
        customer = f"over {days} days to {as_of}, {more}"
        before, first = (as_of - timedelta(days=days - n) for n in (0, 1))
        lines.append(line(customer, before, product_id=known, order_id="a"))
        lines += [line(customer, first, product_id=new, order_id="a") for new in others]
        if more:
            lines.append(line(customer, first, 9, product_id=known, order_id="b"))
    return pl.DataFrame(lines)


def with_refused_lines(lines: pl.DataFrame, chance: random.Random) -> pl.DataFrame:
    """The lines and some that are refused: copies, no key or amount, the future, opposite signs."""
    some = [lines.sample(20, seed=chance.randrange(1000)) for _ in range(6)]
    tomorrow = datetime.combine(TODAY + timedelta(days=1), time())
    return pl.concat(
        [
            lines,
            some[0],
            some[1].with_columns(customer_id=pl.lit(" "), line_number=91),
            some[2].with_columns(order_id=pl.lit(None, pl.String), line_number=92),
            some[3].with_columns(amount=pl.lit(None, pl.Float64), line_number=93),
            some[4].with_columns(ordered_at=pl.lit(tomorrow), line_number=94),
            some[5].with_columns(
                quantity=-2 * pl.col("amount").sign(), amount=pl.col("amount") + 1, line_number=95
            ),
        ],
        how="diagonal_relaxed",
    ).sample(fraction=1, shuffle=True, seed=5)


def disturbed_customers(customers: pl.DataFrame, chance: random.Random) -> pl.DataFrame:
    """Attributes; days of signing up on edges or not known; some not in it, some who never buy."""
    signed_up = [None, *(day + timedelta(days=n) for day in (TODAY, MONTH_END) for n in (0, 1))]
    never_bought = pl.DataFrame(
        {
            "customer_id": [f"never bought {day}" for day in signed_up],
            "signed_up_at": signed_up,
            "age_band": "65+",
        },
        schema_overrides={"signed_up_at": pl.Date},
    )
    customers = replaced(customers, chance, "signed_up_at", 0.2, signed_up)
    customers = pl.concat(
        [
            customers.filter(pl.Series([chance.random() > 0.1 for _ in customers["customer_id"]])),
            never_bought,
        ],
        how="diagonal_relaxed",
    )
    customers = customers.with_columns(
        pl.Series(name, [chance.choice(words) for _ in customers["customer_id"]], pl.String)
        for name, words in WORDS.items()
    )
    days = [date(1984, 2, 29), MONTH_END, date(1990, 3, 1), date(1990, 3, 11), date(1990, 3, 12)]
    days += [None, date(1905, 6, 1), date(1970, 1, 1), date(2031, 1, 1)]
    customers = customers.with_columns(
        date_of_birth=pl.Series(
            [chance.choice(days) for _ in customers["customer_id"]], dtype=pl.Date
        )
    )
    again = customers.head(5).with_columns(age_band=pl.lit("0"))
    return pl.concat([customers, again], how="vertical_relaxed")


def responses(customers: pl.DataFrame, chance: random.Random) -> pl.DataFrame:
    """Responses to campaigns near the edges, in the future, twice, and of unknown customers."""
    who = [*customers["customer_id"].to_list()[:150], "only responded"]
    rows = [
        {
            "campaign_id": f"campaign {chance.randrange(3)}",
            "customer_id": chance.choice(who),
            "responded_at": datetime.combine(
                chance.choice([TODAY, MONTH_END])
                - timedelta(days=chance.choice([*EDGE_DAYS, -1, chance.randrange(400)])),
                chance.choice(EDGE_TIMES),
            ),
        }
        for _ in range(300)
    ]
    return pl.DataFrame(rows + rows[:10])
