"""Runs the SQL of this folder on DuckDB and writes Parquet."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import duckdb

FOLDER = Path(__file__).parent
# In the middle of a month, so that the next day is a usual one.
LAST_DAY = date(2026, 3, 18)
DAY_COUNT = 730
# Customers live on beyond the last day, so that there is a next one.
DAYS_BEYOND = 31
LATE_DAYS = 7
IDS = {"number": "{1}", "text": "printf('{0}%09d', {1})"}
INPUTS = {
    "order_lines": "order_id customer_id ordered_at amount product_id quantity discount_amount "
    "coupon_amount store_id channel",
    "products": "product_id product_name category subcategory brand brand_type",
    "customers": "customer_id signed_up_at age_band region",
}
# What a shop with signals has besides; those in MONTHLY in a file per month, as the order lines.
SIGNALS = {
    "web_sessions": "session_id customer_id started_at ended_at page_count product_page_count "
    "traffic_source device",
    "email_events": "customer_id occurred_at event_type message_id campaign_id is_machine_open",
    "support_tickets": "ticket_id customer_id opened_at closed_at category satisfaction_score",
    "reviews": "review_id customer_id reviewed_at rating",
    "campaign_contacts": "campaign_id customer_id contacted_at campaign_type channel",
    "campaign_responses": "campaign_id customer_id responded_at",
    "product_usage": "customer_id feature_name used_at amount",
}
MONTHLY = ["order_lines", "web_sessions", "email_events", "product_usage"]
# Newsletters of two years where signals are 1.
MAILINGS = 104


def generate(
    folder: Path,
    lines: int,
    customers: int,
    seed: int = 0,
    days_after: int = 0,
    products: int | None = None,
    ids: str = "number",
    threads: int | None = None,
    memory_limit: str = "2GB",
    gift_season: float = 0,
    signals: float = 0,
) -> None:
    """Write a shop's data as known some days after `LAST_DAY` to a folder.

    Where the folder holds the same shop on another day, only what differs is written; where it
    holds the same shop on the same day, nothing.

    Parameters
    ----------
    folder : Path
    lines : int
        Order lines up to `LAST_DAY`, within a few percent.
    customers : int
        Of whom a few join only after `LAST_DAY`.
    seed : int, default=0
        Another seed gives another shop.
    days_after : int, default=0
        Up to `DAYS_BEYOND` less one.
    products : int, optional
        By default twenty times the square root of the lines.
    ids : str, default="number"
        ``number`` writes ids as integers; ``text`` as text, such as ``C000000017``.
    threads : int, optional
        Of DuckDB; they change nothing but the time.
    memory_limit : str, default="2GB"
        Beyond it DuckDB spills into the folder.
    gift_season : float, default=0
        Added to the ``gift_weight`` of every type: by how much orders rise before Christmas.
    signals : float, default=0
        Above 0 the shop has `SIGNALS` too, visits and newsletters in this measure: 1 is a
        newsletter a week.

    Raises
    ------
    ValueError
        If there are fewer than four lines per customer, or the day is not one of those generated.
    """
    if lines < 4 * customers:
        raise ValueError(f"{lines} lines are fewer than four for each of {customers} customers")
    if not 0 <= days_after < DAYS_BEYOND:
        raise ValueError(f"days_after is {days_after}, not one of 0 to {DAYS_BEYOND - 1}")
    categories = len((FOLDER / "categories.csv").read_text().splitlines()) - 1
    per_category = max(20, math.ceil((products or 20 * math.sqrt(lines)) / categories))
    settings = {
        "lines": lines,
        "customers": customers,
        "seed": seed,
        "products": per_category * categories,
        "ids": ids,
        "gift_season": gift_season,
        "signals": signals,
    }
    day = LAST_DAY + timedelta(days=days_after)
    known = known_day(folder, settings)
    if known == day:
        return
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "generator.json").unlink(missing_ok=True)
    temporary = folder / "generator.duckdb"
    temporary.unlink(missing_ok=True)
    first_day = LAST_DAY - timedelta(days=DAY_COUNT - 1)
    values = {
        "first_day": first_day,
        "day": day,
        "day_count": DAY_COUNT,
        "days_beyond": DAYS_BEYOND,
        "late_days": LATE_DAYS,
        "lines": lines,
        "customers": customers,
        "seed": seed,
        "gift_season": gift_season,
        "signals": signals,
        "mailings": max(4, round(MAILINGS * signals)),
        "own_label_count": per_category * 3 // 10,
        "other_count": per_category - per_category * 3 // 10,
        "store_count": 50,
        "order_id": IDS[ids].format("O", "order_key"),
        # A customer 0 would be taken for a placeholder.
        "customer_id": IDS[ids].format("C", "(customer_number + 1)"),
        "product_id": IDS[ids].format("P", "product_number"),
    }
    try:
        with duckdb.connect(str(temporary), config={"memory_limit": memory_limit}) as connection:
            if threads:
                connection.execute(f"set threads = {threads}")
            write(connection, folder, values, since=min(known, day) if known else first_day)
    finally:
        temporary.unlink(missing_ok=True)
    (folder / "generator.json").write_text(json.dumps({**settings, "day": day.isoformat()}))


def write(connection: duckdb.DuckDBPyConnection, folder: Path, values: dict, since: date) -> None:
    """Write all files; of the order lines only those that may differ from another day's."""

    def run(name: str, target: Path | None = None, **more: object) -> None:
        sql = (FOLDER / f"{name}.sql").read_text().format(**values, **more)
        if target is None:
            connection.execute(sql)
            return
        fresh = target.with_suffix(".tmp")
        connection.execute(f"copy ({sql}) to '{fresh}' (format parquet)")
        fresh.replace(target)

    given = ["types", "categories"] + (["engagement_types"] if values["signals"] else [])
    for name in given:
        connection.read_csv(str(FOLDER / f"{name}.csv")).create(f"given_{name}")
    for name in ("chance", "calendar", "products", "customers", "orders"):
        run(name)
    for name in ("products", "customers", "latent_types"):
        run(f"{name}_file", folder / f"{name}.parquet")
    sources = {"order_lines": "order_lines"}
    if values["signals"]:
        for name in ("customers", "mails", "visits", "tickets", "contacts"):
            run(f"signals/{name}")
        sources |= {name: f"signals/{name}" for name in [*SIGNALS, "latent_engagement"]}
    for name, sql in sources.items():
        if name not in MONTHLY:
            run(sql, folder / f"{name}.parquet")
            continue
        (folder / name).mkdir(exist_ok=True)
        for file in (folder / name).iterdir():
            if file.stem > f"{values['day']:%Y-%m}":
                file.unlink()
        for month in months(values["first_day"], values["day"]):
            if next_month(month) > since - timedelta(days=LATE_DAYS):
                path = folder / name / f"{month:%Y-%m}.parquet"
                run(sql, path, month=month, next_month=next_month(month))


def known_day(folder: Path, settings: dict) -> date | None:
    """The day on which a folder holds the shop with these settings; None where it holds another."""
    note = folder / "generator.json"
    if not note.exists():
        return None
    known = json.loads(note.read_text())
    day = date.fromisoformat(known.pop("day"))
    return day if known == settings else None


def months(first: date, last: date) -> Iterator[date]:
    """The first days of the months from one day's to another's."""
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = next_month(month)


def next_month(day: date) -> date:
    """The first day of the month after a day's."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def inputs(folder: Path, signals: bool = False) -> dict:
    """What the var `inputs` says to read a generated folder, with the `SIGNALS` or without."""
    given = INPUTS | (SIGNALS if signals else {})
    found = {}
    for name, columns in given.items():
        path = folder / name / "*.parquet" if name in MONTHLY else folder / f"{name}.parquet"
        found[name] = {
            "path": str(path),
            "columns": {column: column for column in columns.split()},
        }
    return found
