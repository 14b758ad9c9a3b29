"""Visits, e-mails, tickets, reviews, campaigns and uses of a product on the edges of windows."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

import polars as pl

DEVICES = ["iPhone", "Android ", "TABLET", "desktop", "app", "fridge", " ", None]
SOURCES = [
    *("Direct", "organic", "google / cpc", "newsletter", "facebook", "referral", "pigeon"),
    None,
]
EMAIL_WORDS = [
    *("processed", "Received Email", "delivered", "bounce", "open", "Opened Email", "click"),
    *("click", "unsubscribe", "spamreport", "group_resubscribe", "deferred", "forwarded"),
]
CATEGORIES = ["Late delivery", " damaged", "question", "Question", "odd", "", None]
CHANNELS = ["E-Mail", "sms", "push", "Letter", "call", "instagram", "pigeon", None]
PRODUCT_FEATURES = ["search", "export", "sharing", "recipes"]


def signals(
    customers: list[str],
    chance: random.Random,
    days: list[date],
    edge_days: list[int],
    edge_times: list[time],
) -> dict[str, pl.DataFrame]:
    """A frame for each input of events, with rows that are refused.

    Parameters
    ----------
    customers : list of str
        Who does something; the same ones do much.
    chance : Random
        The source of chance.
    days : list of date
        Observation dates.
    edge_days, edge_times : list
        Days before such a date, and times of a day, at which something begins or ends.

    Returns
    -------
    dict of DataFrame
        The frames by the name of their input.
    """

    def moment() -> datetime:
        ago = chance.choice([*edge_days, -1, chance.randrange(700), chance.randrange(100)])
        day = chance.choice(days) - timedelta(days=ago)
        return datetime.combine(day, chance.choice(edge_times))

    def of(values: list) -> object:
        return chance.choice(values)

    def later(start: datetime) -> datetime | None:
        return of([None, start, start - timedelta(hours=1), start + timedelta(minutes=90)]) or (
            start + timedelta(days=chance.randrange(60), seconds=chance.randrange(86400))
            if chance.random() < 0.5
            else None
        )

    def rows(count: int, make) -> list[dict]:
        made = [make(number, of(customers), moment()) for number in range(count)]
        nobody = [{**made[10], "customer_id": " "}, {**made[11], "customer_id": None}]
        return [*made, *made[:10], *nobody]

    tables = {
        "web_sessions": rows(
            4000,
            lambda number, who, when: {
                "session_id": f"visit {number}",
                "customer_id": who,
                "started_at": when,
                "ended_at": later(when),
                "page_count": of([None, -1, 0, 1, 2, 7]),
                "product_page_count": of([None, -1, 0, 1, 3]),
                "traffic_source": of(SOURCES),
                "device": of(DEVICES),
            },
        ),
        "email_events": rows(
            6000,
            lambda number, who, when: {
                "customer_id": who,
                "occurred_at": when,
                "event_type": of(EMAIL_WORDS),
                "message_id": of([None, f"m{number % 40}"]),
                "campaign_id": of([None, f"c{number % 5}"]),
                "is_machine_open": of([None, True, False]),
            },
        ),
        "support_tickets": rows(
            1200,
            lambda number, who, when: {
                "ticket_id": f"ticket {number}",
                "customer_id": who,
                "opened_at": when,
                "closed_at": later(when),
                "category": of(CATEGORIES),
                "satisfaction_score": of([None, 0.5, 1.0, 2.5, 4.0, 5.0, 99.0]),
            },
        ),
        "reviews": rows(
            900,
            lambda number, who, when: {
                "review_id": f"review {number}",
                "customer_id": who,
                "reviewed_at": when,
                "rating": of([None, 0.5, 1.0, 2.0, 2.5, 4.0, 5.0, 5.5]),
            },
        ),
        "campaign_contacts": rows(
            1500,
            lambda number, who, when: {
                "campaign_id": f"campaign {number % 4}",
                "customer_id": who,
                "contacted_at": when,
                "campaign_type": of(["B", "A", "A ", None]),
                "channel": of(CHANNELS),
            },
        ),
        "product_usage": rows(
            900,
            lambda number, who, when: {
                "customer_id": who,
                "feature_name": of(PRODUCT_FEATURES),
                "used_at": when,
                "amount": of([None, 1.0, 0.25, -2.0]),
            },
        ),
    }
    return {name: pl.DataFrame(table, infer_schema_length=None) for name, table in tables.items()}
