"""Which features make the difference between segments."""

import warnings

import numpy as np
import pytest

from centroid.fits.importance import UNINFORMATIVE_SEPARATION, feature_importance

SEGMENTS = np.repeat([1, 2, 4], 100)


def informative(seed: int = 0) -> np.ndarray:
    """A feature whose mean differs between the segments."""
    chance = np.random.default_rng(seed)
    return SEGMENTS + chance.normal(size=len(SEGMENTS))


def noise(seed: int = 1) -> np.ndarray:
    """A feature that has nothing to do with the segments."""
    return np.random.default_rng(seed).normal(size=len(SEGMENTS))


def test_separation_is_eta_squared():
    # Mean 3; total 9 + 4 + 1 + 16 = 30 with values 0, 1, 4, 7; between 2 * 2.5² * 2 = 25.
    points = np.array([[0.0], [1.0], [4.0], [7.0]])
    found = feature_importance(points, ("a",), np.array([1, 1, 2, 2]))
    assert found.separation[0] == pytest.approx(25 / 30)
    assert not found.is_uninformative[0]
    assert not found.is_redundant[0]
    assert found.correlation_group[0] == 1
    assert np.isnan(found.strongest_correlation[0])
    assert found.correlated_with.isna()[0]


def test_noise_is_uninformative_and_stands_alone():
    points = np.column_stack([noise(), informative()])
    found = feature_importance(points, ("noise", "value"), SEGMENTS)
    assert found.is_uninformative.tolist() == [True, False]
    assert found.separation[0] < UNINFORMATIVE_SEPARATION < 0.3 < found.separation[1]
    assert found.correlation_group.tolist() == [1, 2]
    assert found.correlated_with.tolist() == ["value", "noise"]
    assert found.strongest_correlation[0] == found.strongest_correlation[1] < 0.8
    assert not found.is_redundant.any()


def test_of_a_feature_and_its_copies_one_stays():
    value = informative()
    points = np.column_stack([noise(), value, -value, 0.1 * value + 3])
    found = feature_importance(points, ("noise", "value", "opposite", "scaled"), SEGMENTS)
    assert found.is_redundant.tolist() == [False, False, True, True]
    assert found.correlation_group.tolist() == [1, 2, 2, 2]
    assert found.strongest_correlation[1:].tolist() == [1, 1, 1]
    assert found.correlated_with[1:].tolist() == ["opposite", "value", "value"]


def test_of_two_correlated_features_the_one_that_separates_more_stays():
    value = informative()
    points = np.column_stack([value + 0.5 * noise(), value])
    found = feature_importance(points, ("blurred", "value"), SEGMENTS)
    assert found.strongest_correlation[0] >= 0.8
    assert found.separation[0] < found.separation[1]
    assert found.is_redundant.tolist() == [True, False]


def test_a_correlation_on_the_bound_is_strong():
    # Spearman's 1 - 6 * (sum of squared differences of ranks) / (n * (n * n - 1)): two of four
    # customers change places, 1 - 6 * 2 / 60 = 0.8; as do another two, 1 - 6 * 4 / 60 = 0.6.
    first, once, twice = [1.0, 2.0, 3.0, 4.0], [1.0, 3.0, 2.0, 4.0], [2.0, 1.0, 4.0, 3.0]
    segments = np.array([1, 1, 2, 2])
    found = feature_importance(np.array([first, once]).T, ("first", "once"), segments)
    assert found.strongest_correlation.tolist() == [0.8, 0.8]
    assert found.correlation_group.tolist() == [1, 1]
    assert found.is_redundant.tolist() == [False, True]
    found = feature_importance(np.array([first, twice]).T, ("first", "twice"), segments)
    assert found.strongest_correlation.tolist() == [0.6, 0.6]
    assert found.correlation_group.tolist() == [1, 2]
    assert not found.is_redundant.any()


def test_correlation_is_one_of_ranks():
    value = informative()
    outlier = np.where(np.arange(len(value)) == 0, 1e6, 0.0)
    features = ("value", "curved", "noise", "more noise")
    points = np.column_stack([value, np.exp(value), noise(1) + outlier, noise(2) + outlier])
    found = feature_importance(points, features, SEGMENTS)
    assert found.strongest_correlation[0] == 1
    assert found.strongest_correlation[2] < 0.5
    assert found.correlation_group.tolist() == [1, 1, 2, 3]


@pytest.mark.parametrize("constant", [0.0, 0.1, 1e-17])
def test_a_constant_feature_separates_nothing_and_warns_of_nothing(constant):
    points = np.column_stack([np.full(len(SEGMENTS), constant), informative()])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = feature_importance(points, ("constant", "value"), SEGMENTS)
    assert found.separation[0] == 0
    assert found.is_uninformative[0]
    assert found.correlation_group.tolist() == [1, 2]
    assert found.strongest_correlation.isna().all()
    assert found.correlated_with.isna().all()


def test_one_segment_separates_nothing_and_perfect_segments_all():
    points = np.column_stack([SEGMENTS, informative()]).astype(float)
    alone = feature_importance(points, ("a", "b"), np.ones(len(SEGMENTS)))
    assert alone.separation.tolist() == [0, 0]
    assert feature_importance(points, ("a", "b"), SEGMENTS).separation[0] == 1


def test_the_order_of_customers_does_not_matter():
    points = np.column_stack([informative(), noise(), informative(3)])
    order = np.random.default_rng(5).permutation(len(SEGMENTS))
    first = feature_importance(points, ("a", "b", "c"), SEGMENTS)
    assert first.equals(feature_importance(points[order], ("a", "b", "c"), SEGMENTS[order]))
