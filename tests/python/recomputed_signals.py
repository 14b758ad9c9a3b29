"""The features of what customers do other than buying a second time, in polars.

A part of ``recomputation.py``, and as independent of the project: it tells words by its own lists,
of which ``disturbed_signals.py`` has the words.
"""

from __future__ import annotations

from datetime import date

import polars as pl

QUARTER, YEAR = 90, 365
HALF_LIVES = {"web": 30, "email": 60, "campaign": 90, "review": 180, "usage": 30}
DEVICES = {
    "mobile": ["iphone", "android"],
    "tablet": ["tablet", "ipad"],
    "desktop": ["desktop"],
    "app": ["app"],
}
SOURCES = {
    "direct": ["direct"],
    "search": ["organic"],
    "paid": ["google / cpc"],
    "email": ["newsletter"],
    "social": ["facebook"],
    "referral": ["referral"],
}
CHANNELS = {
    "email": ["e-mail"],
    "sms": ["sms"],
    "push": ["push"],
    "mail": ["letter"],
    "phone": ["call"],
    "social": ["instagram"],
}
EMAILS = {
    "sent": ["processed"],
    "delivered": ["received email", "delivered"],
    "bounced": ["bounce"],
    "opened": ["open", "opened email"],
    "clicked": ["click"],
    "left": ["unsubscribe", "spamreport"],
    "joined": ["group_resubscribe"],
}
COMPLAINTS = ["late delivery", "damaged"]
WEIGHTS = {
    "decayed_visit_count": 1,
    "decayed_email_click_count": 3,
    "decayed_campaign_response_count": 5,
    "decayed_review_count": 5,
    "decayed_use_count": 0.5,
}
TO_ADOPT = ["search", "export", "sharing"]
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
COUNTS = [
    *("visit_count_90d", "visit_count_365d", "decayed_visit_count", "visits_since_last_order_365d"),
    "visits_per_order_365d",
    *("email_count_90d", "email_count_365d", "clicked_email_count_365d", "is_email_unsubscribed"),
    *("decayed_email_click_count", "campaign_contact_count_90d", "campaign_contact_count_365d"),
    *("campaign_contacts_since_last_order_365d", "campaign_response_count_365d"),
    *("decayed_campaign_response_count", "ticket_count_90d", "ticket_count_365d"),
    *("open_ticket_count", "review_count_365d", "decayed_review_count", "usage_day_count_90d"),
    *("usage_day_count_365d", "use_count_90d", "used_feature_count_90d", "decayed_use_count"),
]

ago = pl.col("ago")
lately, this_year = ago < QUARTER, ago < YEAR


def until(rows: pl.DataFrame, time: str, as_of: date) -> pl.DataFrame:
    """Rows up to the day, with how many days ago and on which day they were."""
    return (
        rows.with_columns(on=pl.col(time).dt.date())
        .with_columns(ago=(pl.lit(as_of) - pl.col("on")).dt.total_days())
        .filter(ago >= 0)
    )


def word(column: str) -> pl.Expr:
    return pl.col(column).str.strip_chars().str.to_lowercase()


def kind(column: str, kinds: dict[str, list[str]]) -> pl.Expr:
    """What a word means; null if nobody knows it."""
    meanings = {word: name for name, words in kinds.items() for word in words}
    return word(column).replace_strict(meanings, default=None, return_dtype=pl.String)


def quotient(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    return pl.when(whole > 0).then(part / whole)


def count(condition: pl.Expr) -> pl.Expr:
    return condition.fill_null(False).sum().cast(pl.Int64)


def mean(values: pl.Expr) -> pl.Expr:
    return values.cast(pl.Float64).mean()


def decayed(family: str, times: pl.Expr | int = 1) -> pl.Expr:
    """A sum of halves of halves, in millionths."""
    weight = ((2.0 ** (-ago / HALF_LIVES[family])) * 1_000_000 + 0.5).floor().cast(pl.Int64)
    return (weight * times).sum()


def score() -> pl.Expr:
    """The weighted sum of the decayed counts, in millionths, halves upwards."""
    halves = sum(pl.col(name) * int(2 * weight) for name, weight in WEIGHTS.items())
    return (halves + 1) // 2


def trend(now: pl.Expr, before: pl.Expr, oldest: pl.Expr) -> pl.Expr:
    return pl.when((oldest >= 180) & (now + before >= 2)).then((now - before) / (now + before))


def leading(rows: pl.DataFrame, column: str) -> pl.DataFrame:
    """The most frequent value of each customer, the first of several."""
    return (
        rows.drop_nulls(column)
        .group_by("customer_id", column)
        .agg(number=pl.len())
        .sort("customer_id", "number", column, descending=[False, True, False])
        .group_by("customer_id", maintain_order=True)
        .agg(pl.col(column).first(), number=pl.col("number").sum())
    )


def web(visits: pl.DataFrame, bought: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """`bought` has a row per customer and day with a purchase, and how many days ago it was."""
    recency = bought.group_by("customer_id").agg(
        recency=pl.col("days_ago").min(), orders=(pl.col("days_ago") < YEAR).sum()
    )
    rows = (
        until(visits, "started_at", as_of)
        .join(recency, on="customer_id", how="left")
        .join(
            bought.select("customer_id", ago="days_ago", is_order_day=pl.lit(True)).unique(),
            on=["customer_id", "ago"],
            how="left",
        )
        .with_columns(
            device=kind("device", DEVICES),
            source=kind("traffic_source", SOURCES),
            seconds=(pl.col("ended_at") - pl.col("started_at")).dt.total_seconds(),
            **{
                name: pl.when(pl.col(name) >= 0).then(pl.col(name))
                for name in ("page_count", "product_page_count")
            },
        )
        .with_columns(seconds=pl.when(pl.col("seconds") >= 0).then("seconds"))
    )
    pages = pl.col("page_count").filter(lately)

    def shares(column: str, kinds: dict) -> dict[str, pl.Expr]:
        known = pl.col(column).filter(lately).drop_nulls()
        return {f"{name}_visit_share_90d": mean(known == name) for name in kinds}

    return rows.group_by("customer_id").agg(
        visit_count_90d=count(lately),
        visit_count_365d=count(this_year),
        days_since_last_visit=ago.min(),
        decayed_visit_count=decayed("web"),
        visits_since_last_order_365d=count(this_year & (ago < pl.col("recency")).fill_null(True)),
        visits_per_order_365d=count(this_year)
        / pl.max_horizontal(pl.col("orders").max().fill_null(0), pl.lit(1)),
        pages_per_visit_90d=mean(pages),
        product_pages_per_visit_90d=mean(pl.col("product_page_count").filter(lately)),
        minutes_per_visit_90d=mean(pl.col("seconds").filter(lately)) / 60,
        bounce_share_90d=mean(pages.drop_nulls() <= 1),
        visit_order_share_90d=mean(pl.col("is_order_day").fill_null(False).filter(lately)),
        **shares("device", DEVICES),
        **shares("source", SOURCES),
        visit_trend_90d=trend(
            count(lately), count((ago >= QUARTER) & (ago < 2 * QUARTER)), ago.max()
        ),
    )


def emails(events: pl.DataFrame, as_of: date) -> pl.DataFrame:
    rows = (
        until(events, "occurred_at", as_of)
        .with_columns(kind=kind("event_type", EMAILS))
        .drop_nulls("kind")
        .with_columns(
            email=pl.coalesce("message_id", "campaign_id", pl.col("on").cast(pl.String)),
            is_machine=(pl.col("kind") == "opened") & pl.col("is_machine_open").fill_null(False),
        )
    )
    is_kind = {name: pl.col("kind") == name for name in EMAILS}
    by_human = is_kind["opened"] & ~pl.col("is_machine")
    year = rows.filter(this_year)
    mails = (
        year.group_by("customer_id", "email")
        .agg(
            ago.max(),
            clicked=is_kind["clicked"].any(),
            opened=(by_human | is_kind["clicked"]).any(),
            by_machine=pl.col("is_machine").any(),
            bounced=is_kind["bounced"].any(),
            arrived=pl.col("kind").is_in(["delivered", "opened", "clicked", "left"]).any(),
            sent=is_kind["sent"].any(),
        )
        .with_columns(
            delivered=pl.col("arrived") | (pl.col("sent") & ~pl.col("bounced")),
        )
    )
    delivered = count(pl.col("delivered") & lately)
    opened, clicked = (count(pl.col(name) & lately) for name in ("opened", "clicked"))
    bounced = count(pl.col("bounced") & ~pl.col("delivered") & lately)
    of_mails = mails.group_by("customer_id").agg(
        email_count_90d=delivered,
        email_count_365d=count(pl.col("delivered")),
        email_open_share_90d=quotient(opened, delivered),
        email_machine_open_share_90d=quotient(
            count(pl.col("by_machine") & ~pl.col("opened") & lately), delivered
        ),
        email_click_share_90d=quotient(clicked, delivered),
        email_click_to_open_share_90d=quotient(clicked, opened),
        email_bounce_share_90d=quotient(bounced, bounced + delivered),
        clicked_email_count_365d=count(pl.col("clicked")),
    )
    # Of several clicks of one day in one e-mail the first counts.
    clicks = (
        rows.filter(pl.col("kind") == "clicked")
        .group_by("customer_id", "email", "on", "ago")
        .agg(pl.col("occurred_at").min())
        .with_columns(
            hour=pl.col("occurred_at").dt.strftime("%H:00"),
            weekday=pl.col("on").dt.weekday(),
        )
    )
    tops = [
        leading(clicks.filter(this_year), column).select(
            "customer_id",
            pl.when(pl.col("number") >= 3).then(column).alias(f"top_email_click_{column}_365d"),
        )
        for column in ("hour", "weekday")
    ]
    joined, left = (
        pl.col("occurred_at").filter(is_kind[name]).max() for name in ("joined", "left")
    )
    everybody = rows.group_by("customer_id").agg(
        is_email_unsubscribed=(left.is_not_null() & (joined >= left).fill_null(False).not_()).cast(
            pl.Int64
        )
    )
    clicked_ever = clicks.group_by("customer_id").agg(
        days_since_last_email_click=ago.min(), decayed_email_click_count=decayed("email")
    )
    found = everybody
    for family in (of_mails, clicked_ever, *tops):
        found = found.join(family, on="customer_id", how="left")
    names = dict(enumerate(WEEKDAYS, start=1))
    return found.with_columns(
        pl.col("top_email_click_weekday_365d").replace_strict(
            names, default=None, return_dtype=pl.String
        )
    )


def campaigns(
    contacts: pl.DataFrame, responses: pl.DataFrame, bought: pl.DataFrame, as_of: date
) -> pl.DataFrame:
    responses = until(responses, "responded_at", as_of)
    last = responses.group_by("customer_id", "campaign_id").agg(answered_on=pl.col("on").max())
    recency = bought.group_by("customer_id").agg(recency=pl.col("days_ago").min())
    contacts = (
        until(contacts, "contacted_at", as_of)
        .filter(this_year)
        .join(last, on=["customer_id", "campaign_id"], how="left")
        .join(recency, on="customer_id", how="left")
        .with_columns(
            answered=(pl.col("answered_on") >= pl.col("on")).fill_null(False),
            channel=kind("channel", CHANNELS),
        )
    )
    of_contacts = contacts.group_by("customer_id").agg(
        campaign_contact_count_90d=count(lately),
        campaign_contact_count_365d=pl.len().cast(pl.Int64),
        campaign_contacts_since_last_order_365d=count((ago < pl.col("recency")).fill_null(True)),
        campaign_response_share_365d=mean(pl.col("answered")),
        **{
            f"{name}_response_share_365d": mean(
                pl.col("answered").filter((pl.col("channel") == name).fill_null(False))
            )
            for name in CHANNELS
        },
    )
    top = leading(contacts.filter("answered"), "campaign_type").select(
        "customer_id", top_response_campaign_type_365d="campaign_type"
    )
    of_responses = responses.group_by("customer_id").agg(
        campaign_response_count_365d=count(this_year),
        days_since_last_campaign_response=ago.min(),
        decayed_campaign_response_count=decayed("campaign"),
    )
    return of_contacts.join(of_responses, on="customer_id", how="full", coalesce=True).join(
        top, on="customer_id", how="left"
    )


def support(tickets: pl.DataFrame, as_of: date) -> pl.DataFrame:
    rows = until(tickets, "opened_at", as_of).with_columns(
        hours=(pl.col("closed_at") - pl.col("opened_at")).dt.total_seconds() / 3600,
        closed_on=pl.max_horizontal("opened_at", "closed_at").dt.date(),
        is_complaint=pl.when(pl.col("category").is_not_null()).then(
            word("category").is_in(COMPLAINTS)
        ),
    )
    is_closed = pl.col("closed_at").is_not_null() & (pl.col("closed_on") <= as_of)
    rows = rows.with_columns(
        is_open=~is_closed,
        hours=pl.when(is_closed & (pl.col("hours") >= 0)).then("hours"),
        score=pl.when(is_closed | pl.col("closed_at").is_null()).then(
            pl.when(pl.col("satisfaction_score").is_between(1, 5)).then("satisfaction_score")
        ),
    )
    year = rows.filter(this_year)
    last = (
        year.drop_nulls("score")
        .sort("customer_id", "ago", "ticket_id", descending=[False, False, True])
        .group_by("customer_id", maintain_order=True)
        .agg(last_ticket_satisfaction_365d=pl.col("score").first())
    )
    of_year = year.group_by("customer_id").agg(
        ticket_count_90d=count(lately),
        ticket_count_365d=pl.len().cast(pl.Int64),
        median_hours_to_close_365d=pl.col("hours").median(),
        mean_ticket_satisfaction_365d=mean(pl.col("score")),
        complaint_share_365d=mean(pl.col("is_complaint").drop_nulls()),
    )
    top = leading(year, "category").select("customer_id", top_ticket_category_365d="category")
    found = rows.group_by("customer_id").agg(open_ticket_count=count(pl.col("is_open")))
    for family in (of_year, last, top):
        found = found.join(family, on="customer_id", how="left")
    return found


def reviews(given: pl.DataFrame, as_of: date) -> pl.DataFrame:
    rows = until(given, "reviewed_at", as_of).with_columns(
        stars=pl.when(pl.col("rating").is_between(1, 5)).then("rating")
    )
    stars = pl.col("stars").filter(this_year).drop_nulls()
    last = (
        rows.filter(this_year)
        .drop_nulls("stars")
        .sort("customer_id", "reviewed_at", "review_id", descending=[False, True, True])
        .group_by("customer_id", maintain_order=True)
        .agg(last_rating_365d=pl.col("stars").first())
    )
    return (
        rows.group_by("customer_id")
        .agg(
            review_count_365d=count(this_year),
            mean_rating_365d=mean(stars),
            low_rating_share_365d=mean(stars <= 2),
            days_since_last_review=ago.min(),
            decayed_review_count=decayed("review"),
        )
        .join(last, on="customer_id", how="left")
    )


def usage(uses: pl.DataFrame, as_of: date) -> pl.DataFrame:
    rows = until(uses, "used_at", as_of)

    def days(condition: pl.Expr) -> pl.Expr:
        return ago.filter(condition).n_unique().cast(pl.Int64)

    feature, amount = pl.col("feature_name"), pl.col("amount").filter(lately).drop_nulls()
    return rows.group_by("customer_id").agg(
        usage_day_count_90d=days(lately),
        usage_day_count_365d=days(this_year),
        use_count_90d=count(lately),
        usage_amount_90d=pl.when(amount.len() > 0).then(
            (amount.sum() * 10_000).round().cast(pl.Int64)
        ),
        used_feature_count_90d=feature.filter(lately).n_unique().cast(pl.Int64),
        uses_per_usage_day_90d=quotient(count(lately), days(lately)),
        days_since_last_use=ago.min(),
        decayed_use_count=decayed("usage"),
        usage_trend_90d=trend(
            days(lately), days((ago >= QUARTER) & (ago < 2 * QUARTER)), ago.max()
        ),
        adopted_feature_share=feature.filter(feature.is_in(TO_ADOPT)).n_unique() / len(TO_ADOPT),
    )
