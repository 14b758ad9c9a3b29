"""Fitting one segmentation: preparation, the choice of k, numbering, and what cannot be fitted."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score
from sklearn.mixture import GaussianMixture
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from centroid.fits.families import REFIT_LOSS, REGULARISATION, mixture
from centroid.fits.fitting import fit, fit_custom
from centroid.fits.parameters import Parameters, from_custom_rows
from centroid.fits.preparation import components, prepare, transformed
from centroid.fits.spec import CannotFitError, Spec

# Three groups of different sizes, far apart: 60, 30 and 10 customers.
GROUPS = [(0.0, 0.0, 60), (100.0, 0.0, 30), (0.0, 500.0, 10)]


def spec(**changes) -> Spec:
    """A segmentation of two features, without transforms unless asked for."""
    given = {
        "segmentation": "value",
        "features": ("recency", "spend"),
        "transforms": ("none", "none"),
        "weights": (1.0, 1.0),
        "minimum_segments": 2,
        "maximum_segments": 5,
        "minimum_share": 0.02,
        "seed": 0,
    }
    return Spec(**{**given, **changes})


def grouped_sample(noise: float = 1.0) -> pd.DataFrame:
    """The customers of `GROUPS`, scattered a little and shuffled."""
    chance = np.random.default_rng(7)
    centers = np.vstack([np.repeat([[x, y]], size, axis=0) for x, y, size in GROUPS])
    points = centers + noise * chance.normal(size=centers.shape)
    chance.shuffle(points)
    return pd.DataFrame(points, columns=["recency", "spend"])


def test_transformed_keeps_none_and_takes_the_signed_logarithm():
    column = np.array([np.e - 1, -(np.e - 1), 0.0])
    np.testing.assert_array_equal(transformed(column, "none", None), column)
    np.testing.assert_allclose(transformed(column, "log1p", None), [1, -1, 0], rtol=0, atol=1e-15)


def test_transformed_clips_to_its_knots_and_ranks_between_them():
    column = np.array([-9.0, 0.0, 1.0, 3.0, 4.0, 99.0])
    clipped = transformed(column, "clip", np.array([0.0, 3.0]))
    np.testing.assert_array_equal(clipped, [0, 0, 1, 3, 3, 3])
    # Quarters at 0, 2, 4 and 4: a value on two knots gets the middle of their shares.
    ranked = transformed(column, "quantile", np.array([0.0, 2.0, 4.0, 4.0, 8.0]))
    np.testing.assert_allclose(ranked, [0, 0, 0.125, 0.375, 0.625, 1])


def test_transformed_refuses_an_unknown_transform():
    with pytest.raises(ValueError, match="transform 'sqrt' is not one of none, log1p, clip"):
        transformed(np.ones(2), "sqrt", None)


def test_prepare_fills_with_the_median_and_standardises_what_is_transformed():
    values = np.array([[1.0, 0.0], [3.0, np.e - 1], [np.nan, np.nan], [8.0, np.e**2 - 1]])
    preparation = prepare(spec(transforms=("none", "log1p")), values)
    np.testing.assert_array_equal(preparation.fill, [3.0, np.e - 1])
    np.testing.assert_allclose(preparation.location, [3.75, 1.0])
    # Population standard deviations of 1, 3, 3, 8 and of 0, 1, 1, 2.
    np.testing.assert_allclose(preparation.scale, [np.sqrt(6.6875), np.sqrt(0.5)])
    scaled = preparation.scaled(values)
    np.testing.assert_allclose(scaled[2], [-0.75 / np.sqrt(6.6875), 0.0], atol=1e-15)


def test_robust_scaling_goes_by_the_median_and_the_quartiles():
    values = np.array([[0.0, 1.0], [1.0, 2.0], [2.0, 3.0], [3.0, 4.0], [1000.0, 5.0]])
    preparation = prepare(spec(scaling="robust"), values)
    np.testing.assert_array_equal(preparation.location, [2, 3])
    np.testing.assert_array_equal(preparation.scale, [2, 2])


def test_a_weight_counts_a_feature_as_often_as_it_says():
    values = grouped_sample().to_numpy()
    twice = prepare(spec(weights=(2.0, 1.0)), values).scaled(values)
    listed_twice = prepare(
        spec(features=("a", "b", "c"), transforms=("none",) * 3, weights=(1.0,) * 3),
        values[:, [0, 0, 1]],
    ).scaled(values[:, [0, 0, 1]])
    np.testing.assert_allclose(
        np.linalg.norm(twice[0] - twice[1:], axis=1),
        np.linalg.norm(listed_twice[0] - listed_twice[1:], axis=1),
    )


def test_a_center_in_own_units_is_what_was_transformed():
    values = np.array([[1.0, 5.0], [2.0, 7.0], [4.0, 9.0], [8.0, 20.0]])
    for transforms in (("log1p", "quantile"), ("clip", "none")):
        preparation = prepare(spec(transforms=transforms), values)
        center = preparation.transformed(values)[1]
        np.testing.assert_allclose(preparation.in_own_units(center), values[1])


def test_components_keep_the_share_of_variance_asked_for():
    chance = np.random.default_rng(1)
    first = chance.normal(size=(200, 1))
    points = np.hstack([first, first + 0.01 * chance.normal(size=(200, 1))])
    assert components(spec(), points).tolist() == [[1, 0], [0, 1]]
    assert components(spec(reduce=0.9), points).shape == (1, 2)
    assert components(spec(reduce=2.0), points).shape == (2, 2)
    with pytest.raises(CannotFitError, match="1 customer.s. in the population, fewer than the 2"):
        components(spec(reduce=2.0), points[:1])


def test_prepare_gives_a_constant_feature_the_scale_one():
    values = np.array([[5.0, 1.0], [5.0, 2.0], [np.nan, 3.0]])
    preparation = prepare(spec(), values)
    assert preparation.scale[0] == 1
    assert (preparation.scaled(values)[:, 0] == 0).all()


def test_prepare_names_the_feature_that_nobody_has():
    with pytest.raises(CannotFitError) as caught:
        prepare(spec(), np.array([[1.0, np.nan], [2.0, np.nan]]))
    assert str(caught.value) == (
        "Segmentation 'value': feature 'spend' is unknown for every customer of the population; "
        "map the input it needs or leave it out."
    )


def test_fit_finds_the_groups_and_numbers_them_by_size():
    found = fit(spec(), grouped_sample())
    assert found.segment_count == 3
    assert found.sizes.tolist() == [60, 30, 10]
    assert found.choice.passed
    centers = [found.center_of(segment) for segment in (1, 2, 3)]
    np.testing.assert_allclose(centers, [(x, y) for x, y, _ in GROUPS], atol=1)
    assert found.candidates.segment_count.tolist() == list(range(2, 11))
    assert found.library.startswith("scikit-learn ")


def test_fit_equals_scikit_learn_on_the_standardised_sample():
    sample = grouped_sample()
    found = fit(spec(minimum_segments=4, maximum_segments=4, seed=3), sample)
    scaled = StandardScaler().fit_transform(sample.to_numpy())
    with threadpool_limits(limits=1):
        model = KMeans(4, n_init=10, random_state=3).fit(scaled)
    centers = (found.parameters.centers - found.preparation.location) / found.preparation.scale
    np.testing.assert_allclose(
        sorted(centers.tolist()), sorted(model.cluster_centers_.tolist()), rtol=0, atol=1e-12
    )
    inertia = found.candidates.set_index("segment_count").inertia
    assert inertia[4] == pytest.approx(model.inertia_, rel=1e-12)


def test_fit_is_the_same_each_time_and_after_the_sample_has_been_made_anew():
    first, second = fit(spec(), grouped_sample()), fit(spec(), grouped_sample().copy())
    np.testing.assert_array_equal(first.parameters.centers, second.parameters.centers)
    np.testing.assert_array_equal(first.sizes, second.sizes)
    pd.testing.assert_frame_equal(first.candidates, second.candidates)
    assert first.choice == second.choice


def test_fit_numbers_segments_of_one_size_by_their_centers():
    sample = pd.DataFrame({"recency": [9.0, 1.0, 9.0, 1.0], "spend": [2.0, 2.0, 2.0, 2.0]})
    found = fit(spec(minimum_segments=2, maximum_segments=2), sample)
    assert found.sizes.tolist() == [2, 2]
    assert found.center_of(1)[0] < found.center_of(2)[0]


def test_fit_tries_no_more_segments_than_there_are_different_customers():
    sample = pd.DataFrame({"recency": [1.0, 2.0, 9.0] * 5, "spend": [1.0, 5.0, 9.0] * 5})
    found = fit(spec(minimum_segments=2, maximum_segments=5), sample)
    assert found.candidates.segment_count.tolist() == [2, 3]
    assert found.segment_count == 3


def test_fit_with_as_many_segments_as_customers_leaves_undefined_measures_open():
    sample = pd.DataFrame({"recency": [1.0, 2.0, 9.0], "spend": [1.0, 5.0, 9.0]})
    found = fit(spec(minimum_segments=3, maximum_segments=3), sample)
    measures = found.candidates.set_index("segment_count").loc[3]
    assert measures[["silhouette", "davies_bouldin", "calinski_harabasz"]].isna().all()
    assert measures.smallest_share == pytest.approx(1 / 3)
    assert found.sizes.tolist() == [1, 1, 1]


@pytest.mark.parametrize("missing", [np.nan, None, pd.NA])
def test_fit_reads_any_kind_of_unknown(missing):
    sample = grouped_sample().astype("Float64")
    sample.loc[0, "spend"] = missing
    unknown_as_nan = grouped_sample()
    unknown_as_nan.loc[0, "spend"] = np.nan
    np.testing.assert_array_equal(
        fit(spec(), sample).parameters.centers, fit(spec(), unknown_as_nan).parameters.centers
    )


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([], "Segmentation 'value': no customer is in its population; loosen the condition."),
        (
            [(1.0, 1.0)],
            "Segmentation 'value': 1 different customer(s) among 1 in the population, fewer than "
            "the smallest number of segments, 3; add data or lower segments.min.",
        ),
        (
            [(4.0, 2.0)] * 50,
            "Segmentation 'value': 1 different customer(s) among 50 in the population, fewer than "
            "the smallest number of segments, 3; the others are the same in all features: look at "
            "what these are computed from or lower segments.min.",
        ),
        (
            [(1.0, 1.0), (2.0, 2.0)],
            "Segmentation 'value': 2 different customer(s) among 2 in the population, fewer than "
            "the smallest number of segments, 3; add data or lower segments.min.",
        ),
        (
            [(np.nan, 1.0), (np.nan, 2.0), (np.nan, 3.0)],
            "Segmentation 'value': feature 'recency' is unknown for every customer of the "
            "population; map the input it needs or leave it out.",
        ),
    ],
    ids=["nobody", "one customer", "all identical", "fewer than k", "feature unknown for all"],
)
def test_fit_says_in_one_sentence_what_it_cannot_do(rows, sentence):
    sample = pd.DataFrame(rows, columns=["recency", "spend"], dtype=float)
    with pytest.raises(CannotFitError) as caught:
        fit(spec(minimum_segments=3), sample)
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"reduce": 1.0},
        {"algorithm": "gaussian_mixture"},
        {"algorithm": "gaussian_mixture", "covariance": "full"},
        {"algorithm": "hierarchical"},
    ],
)
def test_every_family_finds_the_groups(changes):
    found = fit(spec(minimum_segments=3, maximum_segments=3, **changes), grouped_sample())
    assert found.sizes.tolist() == [60, 30, 10]
    nearest = found.parameters.nearest(found.preparation.transformed(found.values))
    assert (found.parameters.segment_ids[nearest] == found.labels).all()
    assert np.isnan(found.candidates.bic).all() == (changes.get("algorithm") != "gaussian_mixture")


def test_the_largest_score_wins_and_a_score_is_the_intercept_less_half_the_squared_distance():
    parameters = Parameters(
        segment_ids=np.array([1, 2]),
        centers=np.array([[0.0], [4.0]]),
        weights=np.ones((2, 1, 1)),
        intercepts=np.array([0.0, 5.0]),
    )
    # At 1: 0 - 1/2 and 5 - 9/2. At 3/4 both are -9/32, and at a tie the first wins.
    points = np.array([[-1.0], [0.75], [1.0], [3.0]])
    assert parameters.nearest(points).tolist() == [0, 0, 1, 1]


@pytest.mark.parametrize("covariance", ["diagonal", "full"])
def test_scores_of_a_mixture_are_the_log_likelihoods_of_scikit_learn(covariance):
    # Two groups that overlap, nine times as many customers in one: shares decide between them.
    chance = np.random.default_rng(4)
    points = np.vstack([chance.normal(0, 1, (900, 2)), chance.normal([3, 1], [0.5, 1], (100, 2))])
    found = mixture(points, 2, covariance, seed=0)
    model = GaussianMixture(
        2,
        covariance_type="full" if covariance == "full" else "diag",
        reg_covar=REGULARISATION,
        random_state=0,
        n_init=2,
        max_iter=300,
    ).fit(points)
    scores = found.intercepts - found.squared_distances(points) / 2
    posteriors = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(posteriors, model.predict_proba(points), rtol=0, atol=1e-9)
    assert found.predict(points).tolist() == model.predict(points).tolist()
    assert found.bic == pytest.approx(model.bic(points))


def test_a_mixture_of_customers_with_exactly_one_order_does_not_collapse():
    chance = np.random.default_rng(2)
    orders = np.where(np.arange(400) % 2 == 0, 1.0, chance.poisson(9, 400))
    sample = pd.DataFrame({"recency": chance.normal(size=400), "spend": orders})
    for covariance in ("diagonal", "full"):
        mixture = spec(algorithm="gaussian_mixture", covariance=covariance)
        bic = fit(mixture, sample).candidates.bic
        assert np.isfinite(bic).all()
        # Without a floor under the variances it falls by thousands with every spike.
        assert bic.diff().min() > -1500


def test_a_tree_is_whole_and_its_heights_rise():
    found = fit(spec(algorithm="hierarchical"), grouped_sample())
    leaves = len(found.parameters.centers)
    assert found.tree.children.shape == (leaves - 1, 2)
    assert sorted(found.tree.children.ravel()) == list(range(2 * leaves - 2))
    assert (np.diff(found.tree.heights) >= 0).all()
    for count in (1, 2, 3, leaves):
        assert len(np.unique(found.tree.cut(count))) == count


def test_a_refit_goes_on_from_the_active_fit_unless_that_is_much_worse():
    sample = grouped_sample(noise=40.0)
    wanted = spec(minimum_segments=4, maximum_segments=4)
    first = fit(wanted, sample)
    again = fit(wanted, sample, first.parameters)
    np.testing.assert_allclose(again.parameters.centers, first.parameters.centers, atol=1e-9)
    far = Parameters(
        first.parameters.segment_ids,
        first.parameters.centers[[0, 0, 0, 0]] + np.arange(4)[:, None] * 1e-3,
        first.parameters.weights,
        first.parameters.intercepts,
    )
    recovered = fit(wanted, sample, far).candidates.set_index("segment_count").inertia[4]
    best = first.candidates.set_index("segment_count").inertia[4]
    assert recovered <= best * (1 + REFIT_LOSS)


@pytest.mark.parametrize("seed", [1, 2, 4])
def test_a_tree_refitted_keeps_its_segments_where_others_are_hardly_better(seed):
    # Of customers without groups, another sample gives quite another tree.
    chance = np.random.default_rng(seed)
    one, two = (
        pd.DataFrame(chance.uniform(0, 100, (1500, 2)), columns=["recency", "spend"])
        for _ in range(2)
    )
    wanted = spec(algorithm="hierarchical", minimum_segments=4, maximum_segments=4)
    first = fit(wanted, one)
    before = first.parameters.segment_ids[first.parameters.nearest(two.to_numpy())]
    fresh, again = fit(wanted, two), fit(wanted, two, first.parameters)
    assert adjusted_rand_score(before, fresh.labels) < 0.7
    assert adjusted_rand_score(before, again.labels) > 0.8
    inertia = [each.candidates.set_index("segment_count").inertia[4] for each in (fresh, again)]
    assert inertia[1] <= inertia[0] * (1 + REFIT_LOSS)

    # Segments merge after what is within them, so that the tree cut at 4 has the segments.
    leaves = len(again.parameters.centers)
    assert sorted(again.tree.children.ravel()) == list(range(2 * leaves - 2))
    assert (np.diff(again.tree.heights) >= 0).all()
    assert adjusted_rand_score(again.tree.cut(4), again.parameters.segment_ids) == 1


def test_a_tree_whose_segments_are_much_worse_is_made_anew():
    sample = grouped_sample()
    wanted = spec(algorithm="hierarchical", minimum_segments=4, maximum_segments=4)
    first = fit(wanted, sample)
    chance = np.random.default_rng(5)
    mixed = replace(first.parameters, segment_ids=chance.permutation(first.parameters.segment_ids))
    again = fit(wanted, sample, mixed)
    assert adjusted_rand_score(again.labels, first.labels) == 1


def custom_rows(**changes) -> pd.DataFrame:
    """Two custom segments over both features, with a column changed."""
    rows = [
        {"segment_id": segment, "center_id": None, "component": component, "feature": feature,
         "center": 10.0 * segment, "weight": 1.0, "intercept": None}
        for segment in (1, 2)
        for component, feature in ((1, "recency"), (2, "spend"))
    ]  # fmt: skip
    return pd.DataFrame(rows).assign(**changes)


def test_custom_parameters_are_taken_as_they_are():
    wanted = spec(algorithm="custom")
    given = custom_rows(segment_id=[4, 4, 9, 9])
    parameters = from_custom_rows(wanted, given)
    found = fit_custom(wanted, grouped_sample(), parameters)
    assert found.given_ids.tolist() == [4, 9]
    assert found.segment_count == 2
    np.testing.assert_array_equal(found.parameters.centers, [[10, 10], [20, 20]])
    np.testing.assert_array_equal(found.parameters.weights, [np.eye(2), np.eye(2)])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"feature": ["recency", "spend", "recency", "money"]}, "names 'money', which is not"),
        ({"center": [1.0, 1.0, np.nan, 2.0]}, "has rows without a center; complete them."),
        ({"weight": [1.0, 1.0, np.inf, 2.0]}, "has a weight that is not a number below 1e+60"),
        ({"center": [1.0, 1.0, -1e60, 2.0]}, "has a center that is not a number below 1e+60"),
        ({"weight": [0.0, 0.0, 1.0, 2.0]}, "has only weights of 0 for center 1; weight a feature"),
        (
            {"center": [1.0, 7.0, 1.0, 7.0], "weight": [1.0, -2.0, -1.0, 2.0]},
            "scores centers 1 and 2 alike; drop one.",
        ),
        (
            {"center": [1.0, 7.0, 1.0, 9.0], "weight": [1.0, 0.0, 1.0, 0.0]},
            "scores centers 1 and 2 alike; drop one.",
        ),
        ({"component": 0}, "has a segment_id or component below 1"),
        ({"segment_id": 1}, "names a center, component and feature twice"),
        (
            {"feature": ["recency", "spend", "recency", "recency"]},
            "no row for center 2 and feature",
        ),
        ({"intercept": [1.0, 2.0, 0.0, 0.0]}, "gives one center_id several values of intercept"),
    ],
)
def test_custom_parameters_that_are_incomplete_are_refused_in_a_sentence(changes, words):
    with pytest.raises(CannotFitError, match="^Segmentation 'value': parameters ") as caught:
        from_custom_rows(spec(algorithm="custom"), custom_rows(**changes))
    assert words in str(caught.value)


def test_no_custom_parameters_at_all_are_refused():
    with pytest.raises(CannotFitError, match="parameters has no row"):
        from_custom_rows(spec(algorithm="custom"), custom_rows().iloc[:0])
