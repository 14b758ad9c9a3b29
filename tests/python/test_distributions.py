"""The bins that a fit stores of its sample, and how far apart its segments are."""

from __future__ import annotations

import numpy as np
import pytest

from centroid.fits.distributions import bins, separation
from centroid.fits.parameters import Parameters


def test_bins_have_about_as_many_customers_each():
    edges, shares = bins(np.arange(1, 101, dtype=float))
    assert edges.tolist() == [10, 20, 30, 40, 50, 60, 70, 80, 90]
    assert shares.tolist() == pytest.approx([0.1] * 10)


def test_a_value_of_many_customers_is_in_one_bin_and_the_unknown_in_none():
    values = np.array([0.0] * 6 + [1.0, 2.0, 3.0, 4.0] + [np.nan] * 5)
    edges, shares = bins(values)
    assert edges.tolist() == [0, 1, 2, 3]
    assert shares.tolist() == pytest.approx([0.6, 0.1, 0.1, 0.1, 0.1])


@pytest.mark.parametrize("value", [0.0, 7.5, -3.0])
def test_a_constant_has_an_empty_bin_above_it(value):
    edges, shares = bins(np.full(20, value))
    assert edges.tolist() == [value]
    assert shares.tolist() == [1, 0]


def test_the_most_frequent_value_may_be_the_largest():
    edges, shares = bins(np.array([1.0] * 3 + [2.0] * 7))
    assert edges.tolist() == [1]
    assert shares.tolist() == pytest.approx([0.3, 0.7])


def parameters(segments: list[int], centers: list[float]) -> Parameters:
    """Centers of one feature with weight 1."""
    count = len(centers)
    return Parameters(
        segment_ids=np.array(segments),
        centers=np.array(centers)[:, None],
        weights=np.ones((count, 1, 1)),
        intercepts=np.zeros(count),
    )


def test_separation_compares_the_nearest_centers_of_two_segments():
    # On a center: 1. A quarter of the way: (3 - 1) / 3. In the middle: 0.
    points = np.array([[0.0], [1.0], [2.0]])
    assert separation(parameters([1, 2], [0, 4]), points) == pytest.approx((1 + 2 / 3 + 0) / 3)
    # A second center of the same segment is no runner-up.
    assert separation(parameters([1, 1, 2], [0, 1, 4]), points) == pytest.approx(
        (1 + 1 + (2 - 1) / 2) / 3
    )


def test_one_segment_has_no_separation():
    assert np.isnan(separation(parameters([1, 1], [0, 1]), np.array([[0.0]])))
