from pathlib import Path

from centroid.publishing import spark as spark_publishing
from centroid.publishing.file import nothing_published, publish
from centroid.warehouse.session import is_spark, to_pandas


def model(dbt, session):
    dbt.config(materialized="table")
    as_of = dbt.ref("as_of")
    if False:
        # dbt reads these refs in the text, and builds and tests the models first. When a model or
        # a test fails, dbt skips everything downstream, so the published file stays as it is.
        # Models that another model reads need no line. check_publishing names a missing line.
        dbt.ref("assignment_health")
        dbt.ref("campaign_response_shares")
        dbt.ref("category_group_shares")
        dbt.ref("claims")
        dbt.ref("cohort_months")
        dbt.ref("cohorts")
        dbt.ref("customer_area_attributes")
        dbt.ref("customer_base")
        dbt.ref("customer_best_times")
        dbt.ref("customer_months")
        dbt.ref("days")
        dbt.ref("engagement_months")
        dbt.ref("events")
        dbt.ref("explained_outcomes")
        dbt.ref("feature_drift")
        dbt.ref("feature_importance")
        dbt.ref("fit_health")
        dbt.ref("input_drift")
        dbt.ref("input_findings")
        dbt.ref("metric_definitions")
        dbt.ref("micro_segments")
        dbt.ref("move_health")
        dbt.ref("named_segments")
        dbt.ref("paths_to_champions")
        dbt.ref("projected_points")
        dbt.ref("rejected_rows")
        dbt.ref("report_settings")
        dbt.ref("revenue_bridge")
        dbt.ref("rfm_grid")
        dbt.ref("score_customer")
        dbt.ref("segment_attributes")
        dbt.ref("segment_best_times")
        dbt.ref("segment_briefs")
        dbt.ref("segment_drift")
        dbt.ref("segment_history")
        dbt.ref("segment_journeys")
        dbt.ref("segment_lineage")
        dbt.ref("segment_migration")
        dbt.ref("segment_months")
        dbt.ref("segment_performance")
        dbt.ref("segment_probabilities")
        dbt.ref("segment_products")
        dbt.ref("segment_rule_nodes")
        dbt.ref("segment_times")
        dbt.ref("segment_tree")
        dbt.ref("target_months")
        dbt.ref("word_combinations")
    path = dbt.config.meta_get("path")
    tables = dbt.config.meta_get("tables")
    functions = dbt.config.meta_get("functions")
    latest_only = dbt.config.meta_get("latest_only")
    prefix = dbt.this.schema.removesuffix("publish")
    days = to_pandas(as_of)
    if days.empty:
        # With `dbt build --empty` all tables are empty, and must not replace a good file.
        return nothing_published()
    if is_spark(session):
        return spark_publishing.publish(
            session,
            tables=tables,
            latest_only=latest_only,
            as_of=days.as_of_date.iloc[0].date(),
            is_look=bool(days.is_look.iloc[0]),
            prefix=prefix,
        )
    return publish(
        session,
        database=dbt.this.database,
        tables=tables,
        functions=functions,
        latest_only=latest_only,
        as_of=days.as_of_date.iloc[0].date(),
        is_look=bool(days.is_look.iloc[0]),
        path=Path(path),
        prefix=prefix,
    )
