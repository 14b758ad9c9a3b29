"""Metrics asked through MetricFlow are the numbers of the tables."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml
from environments import python_of
from harness import ROOT, Project, copy_project


@dataclass(frozen=True)
class Question:
    """Something asked of MetricFlow, and the same in SQL on the warehouse.

    Attributes
    ----------
    query : dict
        Arguments of ``MetricFlowQueryRequest.create``.
    sql : str
        Its columns are the asked ones, in any order, without the entity before the underscores.
    """

    sql: str
    saved_query_name: str | None = None
    metric_names: list[str] = field(default_factory=list)
    group_by_names: list[str] = field(default_factory=list)
    where_constraints: list[str] = field(default_factory=list)

    @property
    def query(self) -> dict:
        """The arguments that are given."""
        names = ["saved_query_name", "metric_names", "group_by_names", "where_constraints"]
        return {name: getattr(self, name) for name in names if getattr(self, name)}


MONTH = "date_trunc('month', as_of_date) as metric_time__month"
QUARTER = "date_trunc('quarter', as_of_date) as metric_time__quarter"
# What customers were on each observation date, from the tables that customer_months joins.
DESCRIBED = """
    select features.customer_id, features.as_of_date, features.lifecycle_stage, rfm.rfm_class,
        periods.starts_on, periods.previous_as_of_date
    from features.wide_features as features
    join history.periods as periods using (as_of_date)
    left join rfm.customer_rfm as rfm using (customer_id, as_of_date)
"""
BOUGHT = f"""
    select described.*, orders.order_id, orders.net_amount, orders.is_purchase
    from ({DESCRIBED}) as described
    join facts.orders as orders on orders.customer_id = described.customer_id
        and orders.ordered_on between described.starts_on and described.as_of_date
"""

QUESTIONS = {
    "the customers as an account": Question(
        saved_query_name="customer_account",
        sql=f"""select {MONTH}, opening_customers, new_customers, reactivated_customers,
            lapsed_customers, closing_customers,
            lapsed_customers / opening_customers as churn_rate, ordering_customers,
            order_count as orders, net_revenue, net_revenue / order_count as average_order_value
            from history.customer_base where opening_customers is not null""",
        where_constraints=["{{ TimeDimension('metric_time', 'month') }} >= '2017-02-01'"],
    ),
    "stages by month": Question(
        saved_query_name="lifecycle_by_month",
        sql=f"""select {MONTH}, lifecycle_stage,
            count(distinct customer_id) as known_customers,
            count(distinct case when is_purchase then customer_id end) as ordering_customers,
            coalesce(sum(net_amount), 0) as net_revenue
            from ({DESCRIBED}) left join ({BOUGHT}) as bought
                using (customer_id, as_of_date, lifecycle_stage) group by all""",
    ),
    "stages at the end": Question(
        metric_names=["known_customers"],
        group_by_names=["customer_month__lifecycle_stage"],
        sql="""select to_stage as lifecycle_stage, sum(customer_count) as known_customers
            from history.lifecycle_moves
            where as_of_date = (select max(as_of_date) from history.lifecycle_moves) group by 1""",
    ),
    "RFM classes by month": Question(
        saved_query_name="rfm_classes_by_month",
        sql=f"""select date_trunc('month', now.as_of_date) as metric_time__month, now.rfm_class,
            count(*) as known_customers,
            coalesce(sum(paid.net_revenue), 0) as net_revenue,
            count(*) filter (now.rfm_class <> before.rfm_class)
                as customers_with_another_rfm_class
            from ({DESCRIBED}) as now
            left join ({DESCRIBED}) as before on before.customer_id = now.customer_id
                and before.as_of_date = now.previous_as_of_date
            left join (select customer_id, as_of_date, sum(net_amount) as net_revenue
                from ({BOUGHT}) group by all) as paid
                on paid.customer_id = now.customer_id and paid.as_of_date = now.as_of_date
            group by 1, 2""",
    ),
    "RFM classes now": Question(
        metric_names=["known_customers"],
        group_by_names=["customer_month__rfm_class"],
        where_constraints=["{{ Dimension('customer_month__rfm_class') }} is not null"],
        sql="""select rfm_class, sum(customer_count) as known_customers
            from rfm.rfm_grid group by 1""",
    ),
    "quarters": Question(
        metric_names=["net_revenue", "orders", "closing_customers", "lapsed_customers"],
        group_by_names=["metric_time__quarter"],
        sql=f"""select {QUARTER}, sum(net_revenue) as net_revenue, sum(order_count) as orders,
            max_by(coalesce(closing_customers, ordering_customers), as_of_date)
                as closing_customers, sum(lapsed_customers) as lapsed_customers
            from history.customer_base group by 1""",
    ),
    "customers of a quarter count once": Question(
        metric_names=["ordering_customers", "revenue_per_ordering_customer"],
        group_by_names=["metric_time__quarter"],
        sql="""select date_trunc('quarter', ordered_on) as metric_time__quarter,
            count(distinct case when is_purchase then customer_id end) as ordering_customers,
            sum(net_amount) / count(distinct case when is_purchase then customer_id end)
                as revenue_per_ordering_customer
            from facts.orders group by 1""",
    ),
    "a quarter opens with its first month": Question(
        metric_names=["opening_customers", "churn_rate"],
        group_by_names=["metric_time__quarter"],
        where_constraints=["{{ TimeDimension('metric_time', 'month') }} >= '2017-04-01'"],
        sql=f"""select {QUARTER}, min_by(opening_customers, as_of_date) as opening_customers,
            sum(lapsed_customers) / min_by(opening_customers, as_of_date) as churn_rate
            from history.customer_base where as_of_date > '2017-04-01' group by 1""",
    ),
    "without a group": Question(
        metric_names=["closing_customers", "net_revenue"],
        sql="""select max_by(closing_customers, as_of_date) as closing_customers,
            sum(net_revenue) as net_revenue from history.customer_base""",
    ),
    "retention": Question(
        metric_names=["retention_rate"],
        group_by_names=["metric_time__month"],
        where_constraints=["{{ TimeDimension('metric_time', 'month') }} >= '2017-02-01'"],
        sql=f"""select {MONTH}, 1 - lapsed_customers / opening_customers as retention_rate
            from history.customer_base where opening_customers is not null""",
    ),
    "retention by the stage before": Question(
        metric_names=["lapsed_customers"],
        group_by_names=["metric_time__month", "customer_month__previous_lifecycle_stage"],
        where_constraints=[
            "{{ TimeDimension('metric_time', 'month') }} >= '2017-02-01'",
            "{{ Dimension('customer_month__previous_lifecycle_stage') }} = 'at risk'",
        ],
        sql=f"""select {MONTH}, from_stage as previous_lifecycle_stage,
            sum(case when to_stage = 'dormant' then customer_count else 0 end) as lapsed_customers
            from history.lifecycle_moves where from_stage = 'at risk' group by all""",
    ),
    "moves between stages": Question(
        metric_names=["customers_with_another_stage"],
        group_by_names=["metric_time__month"],
        where_constraints=["{{ TimeDimension('metric_time', 'month') }} >= '2017-02-01'"],
        sql=f"""select {MONTH}, sum(case when from_stage <> to_stage then customer_count else 0 end)
            as customers_with_another_stage from history.lifecycle_moves group by 1""",
    ),
    "customers of the first segmentation": Question(
        metric_names=["known_customers"],
        group_by_names=["customer_month__segment_name"],
        where_constraints=["{{ TimeDimension('metric_time', 'month') }} = '2017-12-01'"],
        sql="""select segment_name, count(*) as known_customers
            from activation.customer_360 group by 1""",
    ),
    "what segments of a month spend": Question(
        metric_names=["net_revenue"],
        group_by_names=["customer_month__segment_name"],
        where_constraints=["{{ TimeDimension('metric_time', 'month') }} = '2017-12-01'"],
        sql="""select segment_name, sum(net_amount) as net_revenue
            from facts.orders join activation.customer_360 using (customer_id)
            where ordered_month = '2017-12-01' group by 1
            union all
            select segment_name, 0 from activation.customer_360 group by 1
            having segment_name is null and sum(order_count) = 0""",
    ),
    "segments by month": Question(
        saved_query_name="segments_by_month",
        sql=f"""select {MONTH}, segmentation, segment_name,
            months.customer_count as segment_customers,
            months.customer_share as segment_customer_share,
            added_customers as segment_added_customers, left_customers as segment_left_customers,
            months.net_revenue as segment_net_revenue
            from history.segment_months as months
            join segments.segments using (segmentation, segment_id)""".replace(
            "as_of_date", "months.as_of_date"
        ),
    ),
    "moves between segments": Question(
        saved_query_name="moves_between_segments",
        sql="""select date_trunc('month', moves.as_of_date) as metric_time__month,
            moves.classification as segmentation,
            before.segment_name as from_segment__segment_name,
            after.segment_name as to_segment__segment_name,
            sum(customer_count) as customers_between_segments
            from monitoring.segment_migration as moves
            join segments.segments as before on before.segmentation = moves.classification
                and before.segment_id::varchar = moves.from_segment
            join segments.segments as after on after.segmentation = moves.classification
                and after.segment_id::varchar = moves.to_segment
            where moves.from_segment <> moves.to_segment group by all""".replace(
            "sum(customer_count)", "sum(moves.customer_count)"
        ),
    ),
}


@pytest.fixture(scope="module")
def metrics(demo: Project) -> Project:
    """The demo with a dbt project of its own, as mf reads and writes in its folder."""
    project = demo.copy("metrics")
    project.root = project.file("project")
    copy_project(project.root)
    return project


@pytest.fixture(scope="module")
def answers(metrics: Project) -> dict[str, list[dict]]:
    """What MetricFlow answers to each question."""
    file = metrics.file("answers.json")
    asking = subprocess.run(
        [python_of("metrics"), Path(__file__).with_name("ask_metrics.py"), file],
        input=json.dumps([question.query for question in QUESTIONS.values()]),
        cwd=metrics.root,
        env=os.environ
        | {
            "CENTROID_WAREHOUSE": str(metrics.warehouse),
            "CENTROID_PUBLISHED": str(metrics.published),
            "PYTHONPATH": str(ROOT),
            "DO_NOT_TRACK": "1",
        },
        capture_output=True,
        text=True,
    )
    said = asking.stdout + asking.stderr
    assert asking.returncode == 0, said[-3000:]
    # `mf validate-configs` counts what it finds, once for each kind of thing it checks.
    assert said.count("(ERRORS: 0, FUTURE_ERRORS: 0, WARNINGS: 0)") == 6, said[-3000:]
    return dict(zip(QUESTIONS, json.loads(file.read_text()), strict=True))


def comparable(rows: list[dict]) -> list[tuple]:
    """Rows in an order of their own, with columns by name; money and shares as rounded numbers."""

    def value(each: object) -> object:
        try:
            return round(float(each), 6)
        except (TypeError, ValueError):
            return None if each is None else str(each)[:10] if "00:00:00" in str(each) else each

    return sorted(
        (tuple((name, value(row[name])) for name in sorted(row)) for row in rows), key=str
    )


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_metric_is_the_number_of_the_tables(metrics, answers, name):
    frame = metrics.frame(QUESTIONS[name].sql)
    expected = [
        {k: None if v != v else v for k, v in row.items()}
        for row in frame.astype(object).to_dict("records")
    ]
    columns = set(frame.columns)
    found = [
        {k if k in columns else k.split("__", 1)[1]: v for k, v in row.items()}
        for row in answers[name]
    ]
    moved = "customers_between_segments"
    # MetricFlow also has a row for customers who stayed.
    found = [row for row in found if row.get(moved) != 0]
    assert len(found) > 0
    assert comparable(found) == comparable(expected)


def test_every_metric_is_asked(answers):
    declared = yaml.safe_load((ROOT / "models/metrics/metrics.yml").read_text())["metrics"]
    asked = {name for rows in answers.values() for name in rows[0]}
    assert {metric["name"] for metric in declared} - asked == set()
