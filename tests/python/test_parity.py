"""SQL scoring against scikit-learn, for every customer of every date and every family of fits."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
from families import FAMILIES, FIT_AND_SCORE, VALUE
from harness import Project, write_parquet
from sklearn.cluster import AgglomerativeClustering, KMeans
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import PCA
from sklearn.impute import SimpleImputer
from sklearn.mixture import GaussianMixture
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (
    FunctionTransformer,
    QuantileTransformer,
    RobustScaler,
    StandardScaler,
)
from threadpoolctl import threadpool_limits

from centroid.fits.families import LEAVES, REGULARISATION, WARD_ROWS

COLUMNS = {"diagonal", "full", "reduced_mixture"}


def signed_log(values: np.ndarray) -> np.ndarray:
    """Logarithm of 1 + the size, with the sign kept."""
    return np.copysign(np.log1p(np.abs(values)), values)


def space(scored: SimpleNamespace) -> tuple[np.ndarray, np.ndarray]:
    """The sample and the members in the space of the fit, by scikit-learn's estimators alone."""
    known = scored.sample.fillna(scored.sample.median())
    low, high = known.quantile(0.01), known.quantile(0.99)
    columns = []
    for name, transform in zip(scored.features, scored.transforms, strict=True):
        step = {
            "none": "passthrough",
            "log1p": FunctionTransformer(signed_log),
            "clip": FunctionTransformer(np.clip, kw_args={"a_min": low[name], "a_max": high[name]}),
            "quantile": QuantileTransformer(n_quantiles=21, subsample=None),
        }[transform]
        columns.append((name, make_pipeline(SimpleImputer(strategy="median"), step), [name]))
    scaler = RobustScaler() if scored.spec.get("scaling") == "robust" else StandardScaler()
    pipeline = make_pipeline(ColumnTransformer(columns), scaler)
    weights = scored.spec.get("weights", {})
    weigh = np.sqrt([weights.get(name, 1.0) for name in scored.features])
    fitted = pipeline.fit_transform(scored.sample) * weigh
    members = pipeline.transform(scored.members[scored.features].astype(float)) * weigh
    if "reduce" in scored.spec:
        pca = PCA(scored.spec["reduce"]["pca"], svd_solver="full").fit(fitted)
        return pca.transform(fitted), pca.transform(members)
    return fitted, members


def expected(scored: SimpleNamespace) -> SimpleNamespace:
    """Labels, and distances or posteriors, of the members by scikit-learn's estimators."""
    sample, members = space(scored)
    count, seed = int(scored.fit["segment_count"]), int(scored.fit["seed"])
    algorithm = scored.spec.get("algorithm", "kmeans")
    with threadpool_limits(limits=1):
        if algorithm == "gaussian_mixture":
            kind = "full" if scored.spec.get("covariance") == "full" else "diag"
            model = GaussianMixture(
                count,
                covariance_type=kind,
                reg_covar=REGULARISATION,
                n_init=2,
                max_iter=300,
                random_state=seed,
            ).fit(sample)
            probabilities = model.predict_proba(members)
            return SimpleNamespace(labels=model.predict(members), probabilities=probabilities)
        if algorithm == "kmeans":
            model = KMeans(count, n_init=10, random_state=seed).fit(sample)
            return SimpleNamespace(
                labels=model.predict(members), distances=model.transform(members)
            )
        leaves = KMeans(LEAVES, n_init=2, random_state=seed).fit(sample)
        sizes = np.bincount(leaves.predict(sample), minlength=LEAVES)
        copies = np.maximum(1, np.round(sizes * WARD_ROWS / len(sample)).astype(int))
        tree = AgglomerativeClustering(count, linkage="ward")
        labels = tree.fit_predict(np.repeat(leaves.cluster_centers_, copies, axis=0))
        branch = labels[np.cumsum(copies) - 1]
        apart = leaves.transform(members)
        return SimpleNamespace(
            labels=branch[leaves.predict(members)],
            distances=np.column_stack(
                [apart[:, branch == label].min(axis=1) for label in range(count)]
            ),
        )


def test_the_data_is_what_these_tests_think_it_is(scored):
    assert scored.customers.as_of_date.nunique() == 12
    assert len(scored.members) > 20_000
    assert scored.members[scored.features].to_numpy(dtype=float, na_value=0).min() < 0
    latest = scored.customers.as_of_date.max()
    members = (scored.members.as_of_date == latest).sum()
    assert scored.fit["sample_size"] == len(scored.sample) == members
    # Every form of the scorer is among them.
    sql = scored_sql(scored)
    form = "lists" if "x_list" in sql else "rows" if "pairs as (" in sql else "columns"
    rows = "columns" if scored.name in COLUMNS else "rows"
    assert form == (rows if scored.spec.get("algorithm") == "gaussian_mixture" else "lists")


def scored_sql(scored: SimpleNamespace) -> str:
    """The compiled part of segment_assignments that scores the segmentation."""
    parts = scored.project.compiled("segment_assignments").split(") as scored\n")
    (own,) = (part for part in parts if f"'{scored.name}' as segmentation" in part)
    return own


def test_who_has_no_segment_is_outside_the_population(scored):
    is_member = scored.customers.raw_segment_id.notna()
    in_population = scored.customers.order_count >= 1
    if "population" in scored.spec:
        in_population = (scored.customers.order_count_365d >= 1) & (
            scored.customers.recency_days < 300
        )
        assert not in_population.all()
    assert (is_member == in_population).all()
    reasons = scored.customers.no_segment_reason[~is_member]
    assert (reasons == "outside_population").all()
    assert scored.members.no_segment_reason.isna().all()


def test_unknown_features_are_counted(scored):
    unknown = scored.members[scored.features].isna().sum(axis=1)
    assert (scored.members.filled_feature_count == unknown).all()
    # One-time buyers have no gap between orders, and new customers no trend.
    is_often_unknown = {"mean_days_between_orders", "revenue_trend_90d"} & set(scored.features)
    assert unknown.max() == (1 if is_often_unknown else 0)


def test_sql_equals_scikit_learn_on_every_row(scored):
    wanted = expected(scored)
    members = scored.members
    segment_of = dict(
        pd.DataFrame({"label": wanted.labels, "segment": members.raw_segment_id})
        .groupby("label")
        .segment.agg(lambda segments: segments.mode().iloc[0])
    )
    assert len(set(segment_of.values())) == len(segment_of) == scored.fit["segment_count"]
    given = np.array([segment_of[label] for label in wanted.labels])
    assert (members.raw_segment_id.to_numpy() == given).all()

    rows = np.arange(len(members))
    if hasattr(wanted, "probabilities"):
        others = wanted.probabilities.copy()
        best = others[rows, wanted.labels]
        np.testing.assert_allclose(members.posterior, best, rtol=0, atol=1e-9)
        others[rows, wanted.labels] = -1
        runners_up = others.argmax(axis=1)
        np.testing.assert_allclose(
            members.margin, best - others[rows, runners_up], rtol=0, atol=1e-9
        )
        is_close = others[rows, runners_up] < 1e-300  # Beyond a double both are nothing.
    else:
        assert members.posterior.isna().all()
        others = wanted.distances.copy()
        nearest = others[rows, wanted.labels]
        np.testing.assert_allclose(members.distance, nearest, rtol=0, atol=1e-9)
        others[rows, wanted.labels] = np.inf
        runners_up = others.argmin(axis=1)
        runner_up_distances = others[rows, runners_up]
        np.testing.assert_allclose(
            members.runner_up_distance, runner_up_distances, rtol=0, atol=1e-9
        )
        np.testing.assert_allclose(
            members.margin, 1 - nearest / runner_up_distances, rtol=0, atol=1e-9
        )
        is_close = np.zeros(len(members), dtype=bool)
    given = np.array([segment_of.get(label, -1) for label in runners_up])
    assert ((members.runner_up_segment_id.to_numpy() == given) | is_close).all()


def test_outliers_are_beyond_the_radius_of_their_segment(scored):
    latest = scored.members[scored.members.as_of_date == scored.members.as_of_date.max()]
    for segment, own in latest.groupby("raw_segment_id"):
        radius = np.quantile(own.distance, 0.99)
        assert own.is_outlier.sum() <= np.ceil(0.01 * len(own))
        beyond = own.distance > radius + 1e-9
        assert (own.is_outlier[beyond]).all(), segment
        assert not own.is_outlier[own.distance < radius - 1e-9].any()


def test_segments_are_numbered_by_size(scored):
    latest = scored.members[scored.members.as_of_date == scored.members.as_of_date.max()]
    sizes = latest.raw_segment_id.value_counts().sort_index()
    assert sizes.index.tolist() == [*range(1, int(scored.fit["segment_count"]) + 1)]
    assert sizes.is_monotonic_decreasing


def test_centroids_are_the_centers_in_scaled_and_in_own_units(demo):
    centroids = demo.frame(
        "select * from fits.centroids inner join fits.feature_preparation "
        "using (fit_id, segmentation, feature) inner join fits.segment_parameters "
        "using (fit_id, segmentation, segment_id, feature) inner join fits.segmentation_fits "
        "using (fit_id, segmentation) where algorithm = 'kmeans' order by segmentation, segment_id"
    )
    assert set(centroids["transform"]) == {"none", "log1p"}
    np.testing.assert_allclose(
        centroids.scaled_center,
        (centroids.center_1 - centroids.location) / centroids.scale,
        rtol=0,
        atol=1e-9,
    )
    is_logged = centroids["transform"] == "log1p"
    turned_back = np.sign(centroids.center_1) * np.expm1(np.abs(centroids.center_1))
    np.testing.assert_allclose(
        centroids.center, np.where(is_logged, turned_back, centroids.center_1), rtol=1e-12
    )


def test_a_tree_cut_by_query_is_scikit_learns(families):
    """The cut of `analyses/segments_at_another_cut.sql`, at another number than the fit's own."""
    sql = families.compiled("segments_at_another_cut").replace("'rhythm'", "'tree'")
    branches = families.frame(sql).set_index("customer_id").branch
    own = families.frame(
        "select customer_id, raw_segment_id from segments.segment_assignments where "
        "segmentation = 'tree' and raw_segment_id is not null and as_of_date = "
        "(select max(as_of_date) from features.observation_dates)"
    ).set_index("customer_id")
    assert len(branches) == len(own)
    assert branches.nunique() == 4
    count = own.raw_segment_id.nunique()
    pairs = pd.DataFrame({"branch": branches, "segment": own.raw_segment_id}).drop_duplicates()
    # One is the other with branches joined.
    assert len(pairs) == max(4, count)


def custom_models(families, rows: pd.DataFrame) -> Project:
    """The demo scored by a mixture, and by these parameters as the segmentation `own`."""
    project = families.copy(f"custom{len(rows)}")
    write_parquet(project.file("parameters.parquet"), rows)
    custom = {
        "name": "own",
        "algorithm": "custom",
        "features": VALUE,
        "parameters": {"path": str(project.stage.current / "parameters.parquet")},
    }
    models = [*FIT_AND_SCORE]
    given = [{"name": "full", **FAMILIES["full"]}, custom]
    project.dbt("run", "--select", *models, segmentations=given).succeeded()
    return project


def test_parameters_of_a_model_of_ones_own_score_as_they_did_there(families):
    """The mixture with full covariances, handed over as rows."""
    rows = families.frame(
        "select segment_id + 10 as segment_id, center_id, component, feature, center, weight, "
        "intercept "
        "from fits.segment_parameters where segmentation = 'full'"
    )
    project = custom_models(families, rows)
    both = project.frame(
        "select own.raw_segment_id, own.distance, own.margin, own.runner_up_segment_id, "
        "model.raw_segment_id + 10 as segment_id, model.distance as model_distance, "
        "model.runner_up_segment_id + 10 as runner_up_id, own.no_segment_reason "
        "from segments.segment_assignments as own "
        "inner join segments.segment_assignments as model using (customer_id, as_of_date) "
        "where own.segmentation = 'own' and model.segmentation = 'full'"
    )
    assert len(both) > 20_000
    assert both.raw_segment_id.nunique() == 3
    pd.testing.assert_series_equal(both.raw_segment_id, both.segment_id, check_names=False)
    pd.testing.assert_series_equal(both.runner_up_segment_id, both.runner_up_id, check_names=False)
    np.testing.assert_allclose(both.distance, both.model_distance, rtol=0, atol=1e-9)
    members = both.raw_segment_id.notna()
    assert both.margin[members].between(0, 1).all()
    assert project.query(
        "select status, library from fits.segmentation_fits where segmentation = 'own'"
    ) == [("fitted", "custom parameters")]


def test_incomplete_parameters_are_refused_in_a_sentence(families):
    rows = families.frame(
        "select segment_id, center_id, component, feature, center, weight, intercept "
        "from fits.segment_parameters where segmentation = 'full' and not "
        "(segment_id = 2 and feature = 'recency_days')"
    )
    project = custom_models(families, rows)
    assert project.query(
        "select status, reason from fits.segmentation_fits where segmentation = 'own'"
    ) == [
        (
            "failed",
            "Segmentation 'own': parameters has no row for center 2 and feature 'recency_days'; "
            "add it.",
        )
    ]
    assert project.query(
        "select distinct no_segment_reason from segments.segment_assignments "
        "where segmentation = 'own'"
    ) == [("no_active_fit",)]


def test_parameters_without_a_column_stop_the_run_in_a_sentence(families):
    project = families.copy("columnless")
    write_parquet(project.file("parameters.parquet"), pd.DataFrame({"segment_id": [1]}))
    path = str(project.stage.current / "parameters.parquet")
    custom = {"name": "own", "algorithm": "custom", "features": VALUE, "parameters": {"path": path}}
    project.dbt("run", "--select", "custom_parameters", segmentations=[custom]).refused(
        "var 'segmentations.own.parameters'", "has no column center_id; its columns have to be"
    )
    custom["parameters"] = {"path": path + ".gone"}
    project.dbt("run", "--select", "custom_parameters", segmentations=[custom]).refused(
        "var 'segmentations.own.parameters.path'", "names no file"
    )
