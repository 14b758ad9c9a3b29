"""Twenty features per customer with polars: lazy, streaming, as a competent analyst writes it."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import polars as pl

YEAR, QUARTER = 365, 90


def share(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    """A quotient; unknown where there is nothing to divide by."""
    return pl.when(whole != 0).then(part / whole)


def main(shop: Path, as_of: date, target: Path) -> None:
    """Read the order lines of a shop, write the mart of one day as Parquet."""
    lines = (
        pl.scan_parquet(shop / "order_lines" / "*.parquet")
        # What the project refuses: no key, no time or amount, the future, a negative price, copies.
        .filter(
            pl.col("order_id", "customer_id", "amount").is_not_null(),
            pl.col("ordered_at").dt.date().is_between(date(1900, 1, 1), as_of),
            (pl.col("amount").sign() * pl.col("quantity").sign()).fill_null(0) >= 0,
        )
        .unique()
        .with_columns(
            gross=pl.col("amount").clip(lower_bound=0),
            returned=(-pl.col("amount")).clip(lower_bound=0),
            sold=pl.col("amount") > 0,
            returned_on=pl.when(pl.col("amount") < 0).then(pl.col("ordered_at").dt.date()),
        )
    )
    orders = (
        lines.group_by("customer_id", "order_id", "returned_on")
        .agg(
            ordered_at=pl.col("ordered_at").min(),
            line_count=pl.col("sold").sum(),
            product_count=pl.col("product_id").filter(pl.col("sold")).drop_nulls().n_unique(),
            discounted_line_count=(pl.col("sold") & (pl.col("discount_amount") > 0)).sum(),
            units=pl.col("quantity").filter(pl.col("sold")).sum(),
            gross=pl.col("gross").sum(),
            returned=pl.col("returned").sum(),
            discount=pl.col("discount_amount").filter(pl.col("amount") >= 0).sum(),
        )
        .with_columns(
            days_ago=(pl.lit(as_of) - pl.col("ordered_at").dt.date()).dt.total_days(),
            is_purchase=pl.col("gross") > 0,
        )
    )
    in_year, is_purchase = pl.col("days_ago") < YEAR, pl.col("is_purchase")
    bought_in_year = in_year & is_purchase
    before = (pl.col("days_ago") >= QUARTER) & (pl.col("days_ago") < 2 * QUARTER)
    net = pl.col("gross") - pl.col("returned")
    values = pl.col("gross").filter(bought_in_year)
    bought_count = bought_in_year.sum()
    customers = (
        orders.group_by("customer_id")
        .agg(
            recency_days=pl.col("days_ago").filter(is_purchase).min(),
            tenure_days=pl.col("days_ago").filter(is_purchase).max(),
            order_count=is_purchase.sum(),
            order_count_365d=bought_count,
            net_revenue=net.sum(),
            net_revenue_365d=net.filter(in_year).sum(),
            gross_90d=pl.col("gross").filter(pl.col("days_ago") < QUARTER).sum(),
            gross_before_90d=pl.col("gross").filter(before).sum(),
            units_per_order_365d=share(pl.col("units").filter(bought_in_year).sum(), bought_count),
            products_per_order_365d=share(
                pl.col("product_count").filter(bought_in_year).sum(), bought_count
            ),
            largest_order_value_365d=values.max(),
            median_order_value_365d=values.median(),
            order_value_variation_365d=share(
                pl.when(bought_count >= 2).then(values.std(ddof=0)), values.mean()
            ),
            discount_share_365d=share(
                pl.col("discount").filter(in_year).sum(),
                (pl.col("gross") + pl.col("discount")).filter(in_year).sum(),
            ),
            discounted_line_share_365d=share(
                pl.col("discounted_line_count").filter(in_year).sum(),
                pl.col("line_count").filter(in_year).sum(),
            ),
            return_rate_365d=share(
                pl.col("returned").filter(in_year).sum(), pl.col("gross").filter(in_year).sum()
            ),
            weekend_order_share_365d=share(
                (bought_in_year & (pl.col("ordered_at").dt.weekday() >= 6)).sum(), bought_count
            ),
            evening_order_share_365d=share(
                (bought_in_year & pl.col("ordered_at").dt.hour().is_between(17, 21)).sum(),
                bought_count,
            ),
            # Gaps between days with an order: orders of one day are one visit.
            gaps=pl.col("days_ago").filter(is_purchase).unique().sort().diff().drop_nulls(),
        )
        .with_columns(
            average_order_value_365d=share(pl.col("net_revenue_365d"), pl.col("order_count_365d")),
            revenue_trend_90d=pl.when(
                (pl.col("tenure_days") >= 2 * QUARTER) & (pl.col("order_count") >= 2)
            ).then(
                share(
                    pl.col("gross_90d") - pl.col("gross_before_90d"),
                    pl.col("gross_90d") + pl.col("gross_before_90d"),
                )
            ),
            median_days_between_orders=pl.col("gaps").list.median(),
            order_gap_variation=share(
                pl.when(pl.col("gaps").list.len() >= 2).then(pl.col("gaps").list.std(ddof=0)),
                pl.col("gaps").list.mean(),
            ),
        )
        .drop("gaps", "gross_90d", "gross_before_90d")
    )
    customers.sink_parquet(target, engine="streaming")


if __name__ == "__main__":
    main(Path(sys.argv[1]), date.fromisoformat(sys.argv[2]), Path(sys.argv[3]))
