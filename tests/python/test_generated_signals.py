"""The visits, e-mails, tickets, reviews and campaigns of a generated shop agree with its orders."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from harness import fingerprints, generated_shop

from tools import generator
from tools.generator.generating import INPUTS, SIGNALS

LINES, CUSTOMERS = 40_000, 2_000
OF_ORDERS = {*INPUTS, "latent_types"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A small shop; nobody writes to it."""
    folder = tmp_path_factory.mktemp("generated") / "shop"
    generator.generate(folder, LINES, CUSTOMERS, signals=1, threads=2)
    return folder


@pytest.fixture
def query(folder):
    with generated_shop(folder) as connection:
        yield lambda sql: connection.execute(sql).fetchall()


def test_the_same_seed_gives_the_same_signals_whatever_the_threads(folder, tmp_path):
    generator.generate(tmp_path, LINES, CUSTOMERS, signals=1, threads=1)
    found = fingerprints(folder)
    assert set(found) == {*OF_ORDERS, *SIGNALS, "latent_engagement"}
    assert fingerprints(tmp_path) == found


def test_the_orders_are_those_of_the_shop_without_signals(folder, tmp_path):
    generator.generate(tmp_path, LINES, CUSTOMERS)
    found = fingerprints(folder)
    assert fingerprints(tmp_path) == {table: found[table] for table in OF_ORDERS}


def test_a_later_day_adds_its_signals(folder, tmp_path):
    generator.generate(tmp_path, LINES, CUSTOMERS, signals=1)
    days = 10
    generator.generate(tmp_path, LINES, CUSTOMERS, signals=1, days_after=days)
    with generated_shop(tmp_path) as connection:
        for table, path in {
            "web_sessions": "web_sessions/*.parquet",
            "email_events": "email_events/*.parquet",
            "reviews": "reviews.parquet",
        }.items():
            before = f"read_parquet('{folder / path}')"
            ((gone,),) = connection.execute(
                f"select count(*) from (from {before} except all from {table})"
            ).fetchall()
            assert gone == 0, table
            happened = {"web_sessions": "started_at", "email_events": "occurred_at"}.get(
                table, "reviewed_at"
            )
            ((first, last),) = connection.execute(
                f"select min({happened}::date), max({happened}::date) "
                f"from (from {table} except all from {before})"
            ).fetchall()
            assert first > generator.LAST_DAY, table
            assert last <= generator.LAST_DAY + timedelta(days=days), table


def test_an_order_on_the_web_ends_a_visit(query):
    ((orders, visited),) = query(
        """
        with online as (
            select customer_id, order_id, min(ordered_at) as ordered_at
            from order_lines
            where channel = 'online' and amount > 0 and customer_id is not null
            group by all
        )
        select count(*), count(*) filter (exists (
            from web_sessions as visits
            where visits.customer_id = online.customer_id
                and visits.started_at < online.ordered_at
                and visits.ended_at between online.ordered_at
                    and online.ordered_at + interval 2 minutes
        ))
        from online
        """
    )
    assert orders > 100
    # A few visits are written wrongly, and are of nobody or end before they begin.
    assert visited > 0.98 * orders


def test_some_look_around_before_they_order(query):
    ((before, after),) = query(
        """
        with bought as (
            select distinct customer_id, cast(ordered_at as date) as ordered_on
            from order_lines
            inner join latent_engagement using (customer_id)
            where amount > 0 and engagement_type = 'full_price'
        )
        select
            count(*) filter (cast(started_at as date) between ordered_on - 6 and ordered_on - 1),
            count(*) filter (cast(started_at as date) between ordered_on + 1 and ordered_on + 6)
        from bought
        inner join web_sessions using (customer_id)
        """
    )
    assert after > 100
    assert before > 1.5 * after


def test_a_click_brings_a_visit(query):
    ((clicks, visits),) = query(
        """
        select count(*), count(*) filter (exists (
            from web_sessions as visits
            where visits.customer_id = clicks.customer_id
                and visits.traffic_source = 'email'
                and visits.started_at between clicks.occurred_at
                    and clicks.occurred_at + interval 1 minute
        ))
        from email_events as clicks
        where event_type = 'click' and customer_id is not null
        """
    )
    assert clicks > 1_000
    assert visits > 0.98 * clicks


def test_mail_is_delivered_before_it_is_read_and_nobody_gets_any_after_unsubscribing(query):
    ((early, mailed_after),) = query(
        """
        with sent as (
            select message_id, min(occurred_at) filter (event_type = 'delivered') as delivered_at,
                min(occurred_at) filter (event_type in ('open', 'click', 'unsubscribe')) as read_at
            from email_events group by all
        ),
        left_at as (
            select customer_id, min(occurred_at) as unsubscribed_at
            from email_events where event_type = 'unsubscribe' group by all
        )
        select
            (select count(*) from sent where read_at < delivered_at),
            (
                select count(*) from email_events inner join left_at using (customer_id)
                where event_type = 'delivered' and occurred_at > unsubscribed_at
            )
        """
    )
    assert (early, mailed_after) == (0, 0)
    assert query("select count(*) from email_events where event_type = 'unsubscribe'")[0][0] > 10


def test_who_waits_for_an_answer_is_less_satisfied_and_leaves_more_often(query):
    rows = query(
        f"""
        with last_orders as (
            select customer_id, max(ordered_at) as last_ordered_at from order_lines group by all
        )
        select
            date_diff('hour', opened_at, closed_at) >= 72,
            avg(satisfaction_score),
            avg(cast(last_ordered_at < opened_at + interval 60 days as int)),
            count(*)
        from support_tickets
        inner join last_orders using (customer_id)
        where satisfaction_score <= 5 and opened_at < date '{generator.LAST_DAY}' - 120
        group by 1 order by 1
        """
    )
    (_, satisfied, left, quick), (_, dissatisfied, left_after_long, slow) = rows
    assert min(quick, slow) > 30
    assert satisfied > dissatisfied + 1
    assert left_after_long > left + 0.1


def test_what_came_back_is_reviewed_worse(query):
    (kept, kept_count), (returned, returned_count) = query(
        """
        with orders as (
            select cast(order_id as varchar) as order_id, min(amount) < 0 as is_returned
            from order_lines group by all
        )
        select avg(rating), count(*)
        from reviews
        inner join orders on review_id = 'r' || order_id
        where rating <= 5
        group by is_returned order by is_returned
        """
    )
    assert min(kept_count, returned_count) > 20
    assert kept > returned + 1


def test_a_response_follows_its_contact_and_deal_seekers_answer_to_coupons(query):
    ((responses, contacts, contacted),) = query(
        """
        select count(*), (select count(*) from campaign_contacts), count(contacted_at)
        from campaign_responses as responses
        left join campaign_contacts as contacts
            on contacts.campaign_id = responses.campaign_id
            and contacts.customer_id = responses.customer_id
            and contacts.contacted_at < responses.responded_at
        """
    )
    assert responses == contacted > 100
    assert responses < contacts / 5
    shares = dict(
        query(
            """
            select campaign_type = 'coupon', count(responded_at) / count(*)
            from campaign_contacts
            inner join latent_engagement using (customer_id)
            left join campaign_responses using (campaign_id, customer_id)
            where engagement_type = 'deal_seeker'
            group by all
            """
        )
    )
    assert shares[True] > 1.5 * shares[False]


def test_the_types_engage_as_they_are_meant_to(query):
    found = {
        kind: {"visits": visits, "app": app, "clicks": clicks, "orders": orders}
        for kind, visits, app, clicks, orders in query(
            """
            with visited as (
                select customer_id, count(*) as visits, avg(cast(device = 'app' as int)) as app
                from web_sessions group by all
            ),
            clicked as (
                select customer_id, count(*) as clicks
                from email_events where event_type = 'click' group by all
            ),
            ordered as (
                select customer_id, count(distinct order_id) as orders
                from order_lines where amount > 0 group by all
            )
            select engagement_type, avg(coalesce(visits, 0)), avg(app), avg(coalesce(clicks, 0)),
                avg(coalesce(orders, 0))
            from latent_engagement
            left join visited using (customer_id)
            left join clicked using (customer_id)
            left join ordered using (customer_id)
            group by all
            """
        )
    }
    assert max(found, key=lambda kind: found[kind]["clicks"]) == "email_engager"
    assert max(found, key=lambda kind: found[kind]["app"]) == "app_regular"
    assert min(found, key=lambda kind: found[kind]["visits"]) == "quiet"
    browsers, buyers = found["browser"], found["full_price"]
    assert browsers["visits"] > buyers["visits"]
    assert browsers["orders"] < buyers["orders"] / 2


def test_there_are_rows_that_no_build_should_keep(query):
    for fault in (
        "web_sessions where customer_id is null",
        "web_sessions where ended_at < started_at",
        "web_sessions where page_count < 0",
        "(select session_id from web_sessions group by session_id having count(*) > 1)",
        "email_events where customer_id is null",
        "email_events where event_type = 'forwarded'",
        "support_tickets where satisfaction_score > 5",
        "reviews where rating > 5",
    ):
        assert query(f"select count(*) from {fault}")[0][0], fault
