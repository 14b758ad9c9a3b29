"""Generate order lines with skewed customers: seeded, the same rows in every run."""

from __future__ import annotations

import argparse
from pathlib import Path

import duckdb

# hash() of a number, a name and the seed is the only source of chance. Orders per customer are
# lognormal (a tenth of the customers places half of the orders), a customer is alive for a part of
# the two years, an order has 2.05 lines in the mean, products fall off as a power law, and 2 % of
# the lines are returns.
LINES_PER_ORDER = 2.05
GENERATE = """
create macro uniform(key, salt) as (hash(key, salt, {seed}) % 1000003 + 0.5) / 1000003;

create macro normal(key, salt) as
    sqrt(-2 * ln(uniform(key, salt || 'a'))) * cos(2 * pi() * uniform(key, salt || 'b'));

create table customers as
select
    customer_number,
    exp(3.1 + 0.6 * normal(customer_number, 'price')) as price_level,
    0.9 * uniform(customer_number, 'start') as alive_from,
    uniform(customer_number, 'end') as alive_share,
    greatest(1, least(5000, round(
        {orders_per_customer} * exp(1.3 * normal(customer_number, 'orders') - 1.3 * 1.3 / 2)
    )))::bigint as order_count
from range(2 * {customers}) as numbers(customer_number);

create table orders as
select
    * replace (least(line_count, {lines} - lines_before)::bigint as line_count)
from (
    select
        order_key,
        customer_number,
        price_level,
        timestamp '2024-11-01' + to_days(floor(
            730 * (alive_from + (1 - alive_from) * alive_share * uniform(order_key, 'day'))
        )::int) + to_seconds(
            greatest(0, least(86399, floor(54000 + 14400 * normal(order_key, 'hour'))))::bigint
        ) as ordered_at,
        1 + least(24, floor(-1.5 * ln(uniform(order_key, 'lines'))))::bigint as line_count,
        sum(line_count) over (order by order_key) - line_count as lines_before
    from (
        select *, customer_number * 5000 + unnest(range(order_count)) as order_key
        from customers
    )
)
where lines_before < {lines};

copy (
    select
        {order_id} as order_id,
        {customer_id} as customer_id,
        ordered_at,
        case when uniform(line_key, 'return') < 0.02 then -1 else 1 end
            * round(price_level * exp(0.7 * normal(line_key, 'amount')), 2) as amount,
        {product_id} as product_id
    from (
        select
            *,
            order_key * 32 + line_number as line_key,
            floor({products} * pow(uniform(line_key, 'product'), 3))::bigint as product_number
        from (select *, unnest(range(line_count)) as line_number from orders)
    )
    order by ordered_at, line_key
) to '{path}' (format parquet)
"""


def generate(path: Path, lines: int, customers: int, seed: int = 0, ids: str = "number") -> None:
    """Write order lines to one Parquet file, in the order they happened.

    Parameters
    ----------
    path : Path
        The file; one that exists is kept as it is.
    lines : int
        Number of order lines, exact.
    customers : int
        Number of customers, within a few percent.
    seed : int, default=0
        Another seed gives other rows.
    ids : str, default="number"
        ``number`` writes ids as integers; ``text`` as text, such as ``C000000017``.
    """
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    template = {"number": "{1}", "text": "printf('{0}%09d', {1})"}[ids]
    fresh = path.with_suffix(".tmp")
    with duckdb.connect() as connection:
        connection.execute(
            GENERATE.format(
                seed=seed,
                lines=lines,
                customers=customers,
                orders_per_customer=lines / customers / LINES_PER_ORDER,
                products=max(100, lines // 500),
                order_id=template.format("O", "order_key"),
                customer_id=template.format("C", "customer_number"),
                product_id=template.format("P", "product_number"),
                path=fresh,
            )
        )
    fresh.rename(path)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument("--lines", type=int, required=True)
    parser.add_argument("--customers", type=int, required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--ids", choices=["number", "text"], default="number")
    arguments = vars(parser.parse_args())
    generate(**arguments)
