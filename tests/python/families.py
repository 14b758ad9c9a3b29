"""The demo scored by a segmentation of every kind, and what the tests want to know of each."""

from __future__ import annotations

from types import SimpleNamespace

from harness import Project

VALUE = [
    "recency_days",
    "order_count_365d",
    "net_revenue_365d",
    "average_order_value_365d",
    "revenue_trend_90d",
]
# Features that are often unknown, or below zero as a rule.
HABITS = [
    "days_overdue",
    "mean_days_between_orders",
    "discount_share_365d",
    "private_label_share_365d",
    "net_revenue_90d",
]
ACTIVE = {
    "population": "order_count_365d >= 1 and recency_days < 300",
    "features": HABITS,
    "seed": 7,
}
# Few numbers to choose from: the time goes into fitting each of them to resamples.
MIXTURE = {"algorithm": "gaussian_mixture", "segments": {"min": 3, "max": 4}}
FAMILIES = {
    "plain": {"segments": {"min": 5, "max": 6}, "features": VALUE},
    "habits": {"segments": {"min": 3, "max": 4}, **ACTIVE},
    "many": {"segments": 40, "features": VALUE},
    "reduced": {
        "segments": {"min": 3, "max": 4},
        "reduce": {"pca": 0.9},
        "scaling": "robust",
        "weights": {"days_overdue": 2.5, "net_revenue_90d": 0.3},
        "transforms": {"mean_days_between_orders": "quantile", "net_revenue_90d": "clip"},
        **ACTIVE,
    },
    "two_components": {"segments": 3, "reduce": {"pca": 2}, "features": VALUE},
    "diagonal": {**MIXTURE, **ACTIVE},
    "full": {**MIXTURE, "covariance": "full", "segments": 3, "features": VALUE},
    # Eight segments of eight features: too many multiplications for columns.
    "full_in_rows": {
        **MIXTURE,
        **ACTIVE,
        "segments": {"min": 7, "max": 8},
        "covariance": "full",
        "features": [*HABITS, "recency_days", "order_count_365d", "average_order_value_365d"],
    },
    "reduced_mixture": {**MIXTURE, "covariance": "full", "reduce": {"pca": 3}, "features": VALUE},
    "tree": {"algorithm": "hierarchical", "segments": {"min": 3, "max": 4}, **ACTIVE},
}
# Every model of the fits but the validation, whose scores of past dates nobody here reads.
FIT_AND_SCORE = ["new_fits", "path:models/fits", "assignment_dates", "segment_assignments"]


def build_families(demo: Project) -> Project:
    """A copy of the demo whose segmentations are those of `FAMILIES`, scored and explained."""
    project = demo.copy("families")
    models = [*FIT_AND_SCORE, "assignment_reasons", "segment_probabilities"]
    declared = [{"name": name, **spec} for name, spec in FAMILIES.items()]
    project.dbt("run", "--select", *models, segmentations=declared).succeeded()
    analysis = "segments_at_another_cut"
    project.dbt("compile", "--select", analysis, segmentations=declared).succeeded()
    return project


def scored_family(families: Project, name: str) -> SimpleNamespace:
    """A fit, its sample, and all customers with their features and assignments."""
    (fit,) = families.frame(
        f"from fits.segmentation_fits where is_active and segmentation = '{name}'"
    ).to_dict("records")
    declared = families.frame(
        f"from fits.segmentation_features where segmentation = '{name}' order by feature_position"
    )
    features = declared.feature.tolist()
    sample = families.frame(
        f"from fits.fit_samples where segmentation = '{name}' order by sample_position"
    )
    customers = families.frame(
        "select features.*, assignments.* exclude (customer_id, as_of_date) "
        "from features.wide_features as features "
        "inner join segments.segment_assignments as assignments using (customer_id, as_of_date) "
        f"where assignments.segmentation = '{name}' order by as_of_date, customer_id"
    )
    return SimpleNamespace(
        project=families,
        name=name,
        spec=FAMILIES[name],
        fit=fit,
        features=features,
        transforms=declared["transform"].tolist(),
        sample=sample[features].astype(float),
        customers=customers,
        members=customers[customers.raw_segment_id.notna()].reset_index(),
    )
