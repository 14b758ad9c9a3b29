"""SQL scoring against scikit-learn, for every customer of every observation date of the demo."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from harness import Project
from sklearn.cluster import KMeans
from sklearn.compose import make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from threadpoolctl import threadpool_limits


def signed_log(values: np.ndarray) -> np.ndarray:
    """Logarithm of 1 + the size, with the sign kept."""
    return np.copysign(np.log1p(np.abs(values)), values)


# Features that are often unknown, or below zero as a rule.
HABITS = {
    "name": "habits",
    "segments": {"min": 3, "max": 6},
    "population": "order_count_365d >= 1 and recency_days < 300",
    "features": [
        "days_overdue",
        "mean_days_between_orders",
        "discount_share_365d",
        "private_label_share_365d",
        "net_revenue_90d",
    ],
    "seed": 7,
}


@pytest.fixture(scope="module")
def habits(demo: Project) -> Project:
    """The demo scored by another segmentation."""
    project = demo.copy("habits")
    models = ["segmentation_features", "segmentation_specs", "fit_samples", "new_fits"]
    models += ["fit_registry", "scoring_fits", "segment_assignments"]
    project.dbt("run", "--select", *models, segmentations=[HABITS]).succeeded()
    return project


@pytest.fixture(scope="module", params=["demo", "habits"])
def scored(request) -> SimpleNamespace:
    """A fit, its sample, and all customers with their features and assignments."""
    demo = request.getfixturevalue(request.param)
    (fit,) = demo.frame("from fits.segmentation_fits where is_active").to_dict("records")
    declared = demo.frame("from fits.segmentation_features order by feature_position")
    features = declared.feature.tolist()
    sample = demo.frame("from fits.fit_samples order by sample_position")
    customers = demo.frame(
        "select features.*, assignments.* exclude (customer_id, as_of_date) "
        "from features.customer_features as features "
        "inner join segments.segment_assignments as assignments "
        "using (customer_id, as_of_date) order by as_of_date, customer_id"
    )
    return SimpleNamespace(
        project=demo,
        fit=fit,
        features=features,
        transforms=dict(zip(features, declared["transform"], strict=True)),
        sample=sample[features].astype(float),
        customers=customers,
        members=customers[customers.raw_segment_id.notna()],
        dates=demo.query("select count(*) from features.observation_dates")[0][0],
        parameters=demo.frame(
            f"from fits.segment_parameters where fit_id = '{fit['fit_id']}' "
            "order by segment_id, component"
        ),
        preparation=demo.frame(
            f"from fits.feature_preparation where fit_id = '{fit['fit_id']}' "
            "order by feature_position"
        ),
    )


def compare(scored: SimpleNamespace, scaled: np.ndarray, centers: np.ndarray, labels: np.ndarray):
    """Labels, distances and runners-up of all members against arrays; centers are by segment id."""
    members = scored.members
    distances = np.linalg.norm(scaled[:, None, :] - centers[None, :, :], axis=2)
    rows = np.arange(len(members))
    assert (members.raw_segment_id.to_numpy() == labels + 1).all()
    np.testing.assert_allclose(members.distance, distances[rows, labels], rtol=0, atol=1e-9)
    distances[rows, labels] = np.inf
    runners_up = distances.argmin(axis=1)
    assert (members.runner_up_segment_id.to_numpy() == runners_up + 1).all()
    np.testing.assert_allclose(
        members.runner_up_distance, distances[rows, runners_up], rtol=0, atol=1e-9
    )
    np.testing.assert_allclose(
        members.margin, 1 - members.distance / members.runner_up_distance, rtol=0, atol=1e-12
    )


def test_the_data_is_what_these_tests_think_it_is(scored):
    assert scored.customers.as_of_date.nunique() == scored.dates == 12
    assert len(scored.members) > 20_000
    assert scored.members[scored.features].to_numpy(dtype=float, na_value=0).min() < 0
    assert set(scored.transforms.values()) == {"none", "log1p"}
    latest = scored.customers.as_of_date.max()
    members = (scored.members.as_of_date == latest).sum()
    assert scored.fit["sample_size"] == len(scored.sample) == members
    if scored.fit["segmentation"] == "habits":
        assert scored.sample.isna().any().sum() >= 1
        assert scored.customers.raw_segment_id.isna().sum() > 0


def test_who_has_no_segment_is_outside_the_population(scored):
    is_member = scored.customers.raw_segment_id.notna()
    if scored.fit["segmentation"] == "habits":
        in_population = (scored.customers.order_count_365d >= 1) & (
            scored.customers.recency_days < 300
        )
    else:
        in_population = scored.customers.order_count >= 1
    assert (is_member == in_population).all()
    reasons = scored.customers.no_segment_reason[~is_member]
    assert (reasons == "outside_population").all()
    assert scored.members.no_segment_reason.isna().all()


def test_unknown_features_are_counted(scored):
    unknown = scored.members[scored.features].isna().sum(axis=1)
    assert (scored.members.filled_feature_count == unknown).all()
    assert unknown.max() == (1 if scored.fit["segmentation"] == "habits" else 0)


def test_sql_equals_an_independent_pipeline(scored):
    logged = [name for name in scored.features if scored.transforms[name] == "log1p"]
    plain = [name for name in scored.features if scored.transforms[name] == "none"]
    pipeline = make_pipeline(
        make_column_transformer(
            (make_pipeline(SimpleImputer(), FunctionTransformer(signed_log)), logged),
            (SimpleImputer(), plain),
        ).set_params(
            **{"pipeline__simpleimputer__strategy": "median", "simpleimputer__strategy": "median"}
        ),
        StandardScaler(),
    )
    with threadpool_limits(limits=1):
        model = KMeans(
            int(scored.fit["segment_count"]), n_init=10, random_state=int(scored.fit["seed"])
        ).fit(pipeline.fit_transform(scored.sample))
        scaled = pipeline.transform(scored.members[scored.features].astype(float))
        labels = model.predict(scaled)

    # The pipeline has the logged features first; the registry numbers segments by size.
    stored = stored_centers(scored)[logged + plain].to_numpy()
    apart = np.linalg.norm(model.cluster_centers_[:, None] - stored[None], axis=2)
    segment_of = apart.argmin(axis=1)
    assert sorted(segment_of) == list(range(len(stored)))
    assert apart.min(axis=1).max() < 1e-9

    centers = np.empty_like(stored)
    centers[segment_of] = model.cluster_centers_
    compare(scored, scaled, centers, segment_of[labels])


def test_sql_equals_scikit_learn_with_the_stored_parameters_alone(scored):
    preparation = scored.preparation.set_index("feature").loc[scored.features]
    values = scored.members[scored.features].astype(float).fillna(preparation.fill_value)
    is_logged = (preparation["transform"] == "log1p").to_numpy()
    x = np.where(is_logged, signed_log(values.to_numpy()), values.to_numpy())
    scaled = np.ascontiguousarray(
        (x - preparation["mean"].to_numpy()) / preparation.scale.to_numpy()
    )
    centers = np.ascontiguousarray(stored_centers(scored)[scored.features].to_numpy())
    with threadpool_limits(limits=1):
        model = KMeans(len(centers), n_init=1, init=centers, max_iter=1).fit(centers)
        model.cluster_centers_ = centers
        labels = model.predict(scaled)
    compare(scored, scaled, centers, labels)


def test_segments_are_numbered_by_size(scored):
    assert stored_centers(scored).index.tolist() == [
        *range(1, int(scored.fit["segment_count"]) + 1)
    ]
    latest = scored.members[scored.members.as_of_date == scored.members.as_of_date.max()]
    sizes = latest.raw_segment_id.value_counts().sort_index()
    assert sizes.is_monotonic_decreasing


def stored_centers(scored: SimpleNamespace) -> pd.DataFrame:
    """The registry's centers in scaled units: a row per segment, a column per feature."""
    preparation = scored.preparation.set_index("feature")
    parameters = scored.parameters
    mean = parameters.feature.map(preparation["mean"])
    return (
        parameters.assign(scaled=(parameters.center - mean) * parameters.weight)
        .pivot(index="segment_id", columns="feature", values="scaled")
        .sort_index()
    )


def test_centroids_are_the_centers_in_scaled_and_in_own_units(scored):
    centroids = scored.project.frame("from fits.centroids order by segment_id")
    scaled = centroids.pivot(index="segment_id", columns="feature", values="scaled_center")
    np.testing.assert_allclose(
        scaled[scored.features], stored_centers(scored)[scored.features], rtol=0, atol=1e-9
    )
    preparation = scored.preparation.set_index("feature")
    merged = centroids.merge(
        scored.parameters[["segment_id", "feature", "center"]],
        on=["segment_id", "feature"],
        suffixes=("", "_stored"),
    )
    is_logged = merged.feature.map(preparation["transform"]) == "log1p"
    expected = np.where(
        is_logged,
        np.sign(merged.center_stored) * np.expm1(np.abs(merged.center_stored)),
        merged.center_stored,
    )
    np.testing.assert_allclose(merged.center, expected, rtol=1e-12)
