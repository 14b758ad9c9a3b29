"""Twenty features per customer with the SQL of the project's models, as one statement."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

import duckdb

from centroid.warehouse.duckdb_plugin import prepare as as_the_profile_does

FEATURES = {
    "spending_features": "recency_days tenure_days order_count order_count_365d net_revenue "
    "net_revenue_365d average_order_value_365d revenue_trend_90d",
    "basket_features": "units_per_order_365d products_per_order_365d largest_order_value_365d "
    "median_order_value_365d order_value_variation_365d",
    "discount_features": "discount_share_365d discounted_line_share_365d",
    "return_features": "return_rate_365d",
    "order_gap_features": "median_days_between_orders order_gap_variation",
    "timing_features": "weekend_order_share_365d evening_order_share_365d",
}
ROOMS = {
    "inputs": [
        f"{kind}_{name}"
        for name in ("order_lines", "products", "campaign_responses")
        for kind in ("checked", "stg")
    ],
    "facts": ["campaign_response_days", "order_items", "orders", "order_gaps"],
    "features": list(FEATURES),
}
MODELS = [model for models in ROOMS.values() for model in models]


def prepare(warehouse: Path, as_of: date) -> None:
    """Write the day and the months of the models into a warehouse."""
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("create schema if not exists calendar")
        connection.execute(
            f"create table calendar.as_of as select date '{as_of}' as as_of_date, true as is_given"
        )
        connection.execute(
            "create table calendar.order_months as select cast(unnest(range("
            f"date_trunc('month', date '{as_of}') - interval 5 years, date '{as_of}', "
            "interval 1 month)) as date) as ordered_month"
        )


def statement(target: Path) -> str:
    """The compiled models below a target folder as one query, a common table expression each."""
    (compiled,) = (target / "compiled").glob("*/models")
    queries = []
    for model in MODELS:
        (file,) = compiled.rglob(f"{model}.sql")
        queries.append(f"{model} as (\n{file.read_text()}\n)")
    columns = [f"{family}.{name}" for family, names in FEATURES.items() for name in names.split()]
    first, *others = FEATURES
    joins = [
        f"left join {family} on {first}.customer_id = {family}.customer_id "
        f"and {first}.as_of_date = {family}.as_of_date"
        for family in others
    ]
    query = f"with {', '.join(queries)} select {first}.customer_id, {', '.join(columns)} "
    query += f"from {first} {' '.join(joins)}"
    for room, models in ROOMS.items():
        for model in models:
            query = query.replace(f'"centroid"."{room}"."{model}"', model)
            query = query.replace(f"due_parts_of_{model}", "calendar.order_months")
    # A build computes one month after the other; here they are computed together.
    return query.replace("= cast(getvariable('ordered_month') as date)", "is not null")


def write(warehouse: Path, target: Path, file: Path) -> None:
    """Run the statement and write its rows as Parquet."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        as_the_profile_does(connection)
        connection.execute("set threads = 2")
        connection.execute("set variable as_of_date = (select as_of_date from calendar.as_of)")
        connection.execute(f"copy ({statement(target)}) to '{file}' (format parquet)")


def compare(one: Path, other: Path) -> None:
    """Print the customers of two marts, and how many of them differ by more than 0.0001 in what."""
    names = " ".join(FEATURES.values()).split()
    differences = [
        f"count(*) filter ((one.{name} is null) <> (other.{name} is null) "
        f"or abs(one.{name} - other.{name}) > 0.0001) as {name}"
        for name in names
    ]
    query = f"""
        select count(*), count(one.customer_id), count(other.customer_id), {", ".join(differences)}
        from '{one}' as one
        full join '{other}' as other
            on cast(one.customer_id as varchar) = cast(other.customer_id as varchar)
    """
    customers, of_one, of_other, *counts = duckdb.sql(query).fetchall()[0]
    differing = {name: count for name, count in zip(names, counts, strict=True) if count}
    print(json.dumps({"customers": [customers, of_one, of_other], "differing": differing}))


if __name__ == "__main__":
    action, *paths = sys.argv[1:]
    if action == "prepare":
        prepare(Path(paths[0]), date.fromisoformat(paths[1]))
    else:
        {"write": write, "compare": compare}[action](*map(Path, paths))
