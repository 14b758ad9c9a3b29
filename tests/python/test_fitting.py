"""Fitting one segmentation: preparation, the choice of k, numbering, and what cannot be fitted."""

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from centroid.fitting import (
    SILHOUETTE_NOISE,
    CannotFitError,
    Spec,
    choose,
    fit,
    prepare,
    transformed,
)

# Three groups of different sizes, far apart: 60, 30 and 10 customers.
GROUPS = [(0.0, 0.0, 60), (100.0, 0.0, 30), (0.0, 500.0, 10)]


def spec(**changes) -> Spec:
    """A segmentation of two features, without transforms unless asked for."""
    given = {
        "segmentation": "value",
        "features": ("recency", "spend"),
        "transforms": ("none", "none"),
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


def candidates(*rows: tuple[int, float, float]) -> pd.DataFrame:
    """Candidates of k, silhouette and smallest share."""
    return pd.DataFrame(rows, columns=["segment_count", "silhouette", "smallest_share"])


def test_transformed_keeps_none_and_takes_the_signed_logarithm():
    values = np.array([[3.0, np.e - 1], [-3.0, -(np.e - 1)], [0.0, 0.0]])
    result = transformed(values, ("none", "log1p"))
    np.testing.assert_allclose(result, [[3, 1], [-3, -1], [0, 0]], rtol=0, atol=1e-15)


def test_transformed_refuses_an_unknown_transform():
    with pytest.raises(ValueError, match="transform 'sqrt' is not one of none, log1p"):
        transformed(np.ones((2, 1)), ("sqrt",))


def test_prepare_fills_with_the_median_and_standardises_what_is_transformed():
    values = np.array([[1.0, 0.0], [3.0, np.e - 1], [np.nan, np.nan], [8.0, np.e**2 - 1]])
    preparation, scaled = prepare(spec(transforms=("none", "log1p")), values)
    np.testing.assert_array_equal(preparation.fill, [3.0, np.e - 1])
    np.testing.assert_allclose(preparation.mean, [3.75, 1.0])
    # Population standard deviations of 1, 3, 3, 8 and of 0, 1, 1, 2.
    np.testing.assert_allclose(preparation.scale, [np.sqrt(6.6875), np.sqrt(0.5)])
    np.testing.assert_allclose(scaled[2], [-0.75 / np.sqrt(6.6875), 0.0], atol=1e-15)


def test_prepare_gives_a_constant_feature_the_scale_one():
    preparation, scaled = prepare(spec(), np.array([[5.0, 1.0], [5.0, 2.0], [np.nan, 3.0]]))
    assert preparation.scale[0] == 1
    assert (scaled[:, 0] == 0).all()


def test_prepare_names_the_feature_that_nobody_has():
    with pytest.raises(CannotFitError) as caught:
        prepare(spec(), np.array([[1.0, np.nan], [2.0, np.nan]]))
    assert str(caught.value) == (
        "Segmentation 'value': feature 'spend' is unknown for every customer of the population; "
        "map the input it needs or leave it out."
    )


def test_choose_takes_the_highest_silhouette():
    chosen, reason = choose(spec(), candidates((2, 0.3, 0.4), (3, 0.5, 0.2), (4, 0.4, 0.1)))
    assert chosen == 3
    assert "highest silhouette (0.500" in reason
    assert "k = 2 to 4" in reason
    assert "its smallest segment holds 20.0%" in reason


def test_choose_takes_fewer_segments_at_a_tie():
    within, beyond = 0.5 - SILHOUETTE_NOISE * 0.99, 0.5 - SILHOUETTE_NOISE * 1.01
    assert choose(spec(), candidates((2, beyond, 0.4), (3, within, 0.2), (4, 0.5, 0.1)))[0] == 3
    assert choose(spec(), candidates((4, 0.5, 0.1), (3, 0.5, 0.2), (2, 0.5, 0.4)))[0] == 2


def test_choose_stays_within_the_range():
    given = candidates((2, 0.9, 0.4), (3, 0.5, 0.2), (4, 0.4, 0.1), (5, 0.8, 0.1))
    assert choose(spec(minimum_segments=3, maximum_segments=4), given)[0] == 3


def test_choose_passes_over_segments_that_are_too_small():
    given = candidates((2, 0.3, 0.02), (3, 0.5, 0.0199), (4, 0.4, 0.0))
    chosen, reason = choose(spec(minimum_share=0.02), given)
    assert chosen == 2
    assert "at least 2.0%" in reason


def test_choose_says_when_every_candidate_has_too_small_a_segment():
    chosen, reason = choose(spec(minimum_share=0.2), candidates((2, 0.3, 0.1), (3, 0.5, 0.05)))
    assert chosen == 3
    assert "in none of them the smallest segment holds 20.0%" in reason


def test_choose_without_any_silhouette_takes_the_fewest():
    assert choose(spec(), candidates((3, np.nan, 0.3), (2, np.nan, 0.5)))[0] == 2


def test_fit_finds_the_groups_and_numbers_them_by_size():
    found = fit(spec(), grouped_sample())
    assert found.segment_count == 3
    assert found.sizes.tolist() == [60, 30, 10]
    assert found.sample_size == 100
    own_units = found.centers * found.preparation.scale + found.preparation.mean
    np.testing.assert_allclose(own_units, [(x, y) for x, y, _ in GROUPS], atol=1)
    assert found.candidates.segment_count.tolist() == list(range(2, 11))
    assert found.library.startswith("scikit-learn ")


def test_fit_equals_scikit_learn_on_the_standardised_sample():
    sample = grouped_sample()
    found = fit(spec(minimum_segments=4, maximum_segments=4, seed=3), sample)
    scaled = StandardScaler().fit_transform(sample.to_numpy())
    with threadpool_limits(limits=1):
        model = KMeans(4, n_init=10, random_state=3).fit(scaled)
    np.testing.assert_allclose(
        sorted(found.centers.tolist()), sorted(model.cluster_centers_.tolist()), rtol=1e-12
    )
    inertia = found.candidates.set_index("segment_count").inertia
    assert inertia[4] == pytest.approx(model.inertia_, rel=1e-12)


def test_fit_is_the_same_each_time_and_after_the_sample_has_been_made_anew():
    first, second = fit(spec(), grouped_sample()), fit(spec(), grouped_sample().copy())
    np.testing.assert_array_equal(first.centers, second.centers)
    np.testing.assert_array_equal(first.sizes, second.sizes)
    pd.testing.assert_frame_equal(first.candidates, second.candidates)
    assert first.choice_reason == second.choice_reason


def test_fit_numbers_segments_of_one_size_by_their_centers():
    sample = pd.DataFrame({"recency": [9.0, 1.0, 9.0, 1.0], "spend": [2.0, 2.0, 2.0, 2.0]})
    found = fit(spec(minimum_segments=2, maximum_segments=2), sample)
    assert found.sizes.tolist() == [2, 2]
    assert found.centers[0, 0] < found.centers[1, 0]


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
    np.testing.assert_array_equal(fit(spec(), sample).centers, fit(spec(), unknown_as_nan).centers)


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
            "the smallest number of segments, 3; add data or lower segments.min.",
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
