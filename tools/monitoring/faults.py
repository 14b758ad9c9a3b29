"""Faults of a feed, each an edit of the tables of a generated shop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from tools.generator import inputs


@dataclass(frozen=True)
class Fault:
    """What goes wrong, and the alarm that has to name it.

    Attributes
    ----------
    name : str
    lines, products : callable
        Take the table and the day of the build, return the table as disturbed.
    alarm : tuple of str
        A table of the schema monitoring and the row's measure, either of which has to name it.
    """

    name: str
    alarm: tuple[str, ...]
    lines: Callable[[pl.DataFrame, date], pl.DataFrame] = lambda lines, day: lines
    products: Callable[[pl.DataFrame, date], pl.DataFrame] = lambda products, day: products


def on(first: date, last: date | None = None) -> pl.Expr:
    """Whether a line is of these days."""
    return pl.col("ordered_at").dt.date().is_between(first, last or first)


def in_cents(lines: pl.DataFrame, day: date) -> pl.DataFrame:
    """Amounts of the day before yesterday are a hundred times what they should be."""
    disturbed = pl.when(on(day - timedelta(days=2))).then(100).otherwise(1)
    return lines.with_columns(pl.col("amount").cast(pl.Float64) * disturbed)


def doubled(lines: pl.DataFrame, day: date) -> pl.DataFrame:
    """Lines of the day before yesterday come twice, the second time with numbers of their own."""
    again = lines.filter(on(day - timedelta(days=2)))
    return pl.concat(
        [lines, again.with_columns(pl.col("line_number") + 1000)], how="vertical_relaxed"
    )


def of_another_store(lines: pl.DataFrame, day: date) -> pl.DataFrame:
    """A new store with twice as many orders as the third largest comes under that one's id."""
    stores = lines["store_id"].value_counts(sort=True)["store_id"]
    is_old = pl.col("store_id") == stores[2]
    copies = [
        lines.filter(
            is_old, on(day - timedelta(days=days + 6), day - timedelta(days=days))
        ).with_columns(
            ordered_at=pl.col("ordered_at") + timedelta(days=days),
            order_id=pl.col("order_id") + 10**9 * (1 + days),
            customer_id=pl.col("customer_id") + 10**8,
        )
        for days in (7, 14)
    ]
    return pl.concat([lines, *copies])


def renamed(products: pl.DataFrame, day: date) -> pl.DataFrame:
    """The category with the most products is written otherwise."""
    largest = products["category"].value_counts(sort=True)["category"][0]
    is_largest = pl.col("category") == largest
    return products.with_columns(
        category=pl.when(is_largest).then(pl.lit(f"{largest} (NEW)")).otherwise(pl.col("category"))
    )


FAULTS = [
    Fault(
        "a week of missing orders",
        ("input_drift", "days_without_orders"),
        lambda lines, day: lines.filter(~on(day - timedelta(days=10), day - timedelta(days=4))),
    ),
    Fault("prices in cents for a day", ("input_drift", "price"), in_cents),
    Fault("a category renamed", ("input_drift", "categories"), products=renamed),
    Fault("every line doubled on one day", ("input_drift", "lines_per_order"), doubled),
    Fault(
        "a frozen feed",
        ("input_drift", "last_order"),
        lambda lines, day: lines.filter(pl.col("ordered_at").dt.date() <= day - timedelta(days=6)),
    ),
    Fault(
        "a new store's data under an old id", ("input_drift", "orders_of_a_store"), of_another_store
    ),
    Fault(
        "time zone shifted by 8 hours",
        ("input_drift", "hour_of_day"),
        lambda lines, day: lines.with_columns(
            pl.when(on(day - timedelta(days=6), day))
            .then(pl.col("ordered_at") + timedelta(hours=8))
            .otherwise(pl.col("ordered_at"))
        ),
    ),
]


def write(fault: Fault, shop: Path, folder: Path, day: date) -> dict:
    """Write a generated shop as the fault leaves it, and say how to read it.

    Parameters
    ----------
    fault : Fault
    shop : Path
        The generated shop.
    folder : Path
        Where the disturbed tables go.
    day : date
        The day of the build.

    Returns
    -------
    dict
        The var `inputs`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    given = inputs(shop)
    for name, disturb in [("order_lines", fault.lines), ("products", fault.products)]:
        table = pl.read_parquet(given[name]["path"])
        disturb(table, day).write_parquet(folder / f"{name}.parquet")
        given[name]["path"] = str(folder / f"{name}.parquet")
    return given
