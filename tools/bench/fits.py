"""A warehouse of customers with the features that the shipped segmentations use, to fit them on."""

from __future__ import annotations

import argparse
from pathlib import Path

import duckdb

# Customers of five kinds; each feature is a normal around a level of its kind, brought to where
# shares (0 to 1), trends (-1 to 1) and counts, days and amounts lie.
CUSTOMERS = """
create schema features;
create schema inputs;
create schema calendar;
create schema facts;
create table facts.customer_category_days as
select '1' as customer_id, 'GROCERY' as category, cast(1 as decimal(18, 4)) as gross_amount;
create macro uniform(key, salt) as (hash(key, salt) % 1000003 + 0.5) / 1000003;
create macro normal(key, salt) as
    sqrt(-2 * ln(uniform(key, salt || 'a'))) * cos(2 * pi() * uniform(key, salt || 'b'));
create table calendar.as_of as select date '2026-10-31' as as_of_date, false as is_given;
create table features.wide_features as
select
    printf('C%09d', customer_number) as customer_id,
    date '2026-10-31' as as_of_date,
    cast(5 + 20 * uniform(customer_number, 'ever') as bigint) as order_count,
    {features}
from (
    select *, floor(5 * pow(uniform(customer_number, 'kind'), 2)) as kind
    from range({customers}) as numbers(customer_number)
);
"""


def expression(feature: str) -> str:
    """A SQL expression of a feature from its kind's level and the customer's own noise."""
    level = f"(1.5 * normal(kind, '{feature}') + normal(customer_number, '{feature}'))"
    if "share" in feature:
        return f"1 / (1 + exp(1 - {level}))"
    if "trend" in feature:
        return f"2 / (1 + exp(-{level})) - 1"
    return f"round(5 + exp(2 + {level} / 2))"


def prepare(warehouse: Path, customers: int, features: list[str]) -> None:
    """Write the warehouse; an existing one is replaced."""
    warehouse.unlink(missing_ok=True)
    columns = ", ".join(f"{expression(name)} as {name}" for name in features)
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(CUSTOMERS.format(features=columns, customers=customers))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="tools.bench.fits", description=__doc__)
    parser.add_argument("warehouse", type=Path)
    parser.add_argument("customers", type=int)
    parser.add_argument("features", nargs="+")
    prepare(**vars(parser.parse_args()))
