"""Micro-segments: nested, none too small, and numbers that stay."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from harness import Project

from centroid.fits.fitting import fit
from centroid.fits.micro import micro_centers, nearest_micro, without_small
from centroid.fits.registry import registered_fit
from centroid.fits.spec import Spec

FEATURES = ("spend", "rhythm")


def customers(sizes: tuple[int, ...], seed: int = 1) -> pd.DataFrame:
    """Groups of customers far apart, each spread evenly over a square."""
    chance = np.random.default_rng(seed)
    rows = [chance.uniform(0, 1, (size, 2)) + 10 * group for group, size in enumerate(sizes)]
    return pd.DataFrame(np.vstack(rows), columns=list(FEATURES))


def spec(**changes) -> Spec:
    """A segmentation of two features with micro-segments of 100, at least 50."""
    given = {
        "segmentation": "style",
        "features": FEATURES,
        "transforms": ("none", "none"),
        "weights": (1.0, 2.0),
        "minimum_segments": 3,
        "maximum_segments": 3,
        "micro_target_size": 100,
        "micro_minimum_size": 50,
    }
    return Spec(**{**given, **changes})


def members(outcome, centers: np.ndarray, segment: int) -> np.ndarray:
    """How many of a segment's customers each center has."""
    transformed = outcome.preparation.transformed(outcome.values)[outcome.labels == segment]
    nearest = nearest_micro(transformed, centers, outcome.preparation)
    return np.bincount(nearest, minlength=len(centers))


def test_each_segment_has_as_many_as_its_customers_fill():
    outcome = fit(spec(), customers((800, 400, 60)))
    found = micro_centers(spec(), outcome, population_size=1260)
    assert {segment: len(centers) for segment, centers in found.items()} == {1: 8, 2: 4, 3: 1}
    for segment, centers in found.items():
        assert members(outcome, centers, segment).min() >= 50
        # Inside their segment: groups are ten units apart.
        own = outcome.values[outcome.labels == segment]
        assert (centers >= own.min(axis=0)).all()
        assert (centers <= own.max(axis=0)).all()


def test_sizes_are_of_the_population_not_of_the_sample():
    outcome = fit(spec(), customers((800, 400, 60)))
    found = micro_centers(spec(), outcome, population_size=2520)
    assert {segment: len(centers) for segment, centers in found.items()} == {1: 16, 2: 8, 3: 1}
    # Ten of the sample stand for a micro-segment at least.
    found = micro_centers(spec(), outcome, population_size=1_260_000)
    assert {segment: len(centers) for segment, centers in found.items()} == {1: 80, 2: 40, 3: 6}


def test_a_segment_smaller_than_a_micro_segment_has_none():
    outcome = fit(spec(minimum_share=0.01), customers((800, 400, 40)))
    assert sorted(micro_centers(spec(), outcome, population_size=1240)) == [1, 2]


def test_who_asks_for_none_gets_none():
    plain = spec(micro_target_size=None, micro_minimum_size=None)
    assert micro_centers(plain, fit(plain, customers((80, 40, 30))), 150) == {}


def test_the_small_ones_are_dissolved_and_their_customers_go_elsewhere():
    points = np.repeat([[0.0], [1.0], [5.0], [5.5]], [60, 10, 45, 45], axis=0)
    left = without_small(points, np.array([[0.0], [1.0], [5.0], [5.5]]), 50)
    assert left.tolist() == [[0.0], [5.5]]
    assert without_small(points, np.array([[0.0], [1.0]]), 1000).tolist() == [[1.0]]


def test_as_many_as_needed_are_enough():
    points = np.repeat([[0.0], [1.0], [5.0]], [50, 49, 51], axis=0)
    centers = np.array([[0.0], [1.0], [5.0]])
    assert without_small(points, centers, 49).tolist() == [[0.0], [1.0], [5.0]]
    assert without_small(points, centers, 50).tolist() == [[0.0], [5.0]]


def test_the_same_sample_gives_the_same_micro_segments():
    outcome = fit(spec(), customers((300, 200, 150)))
    first, second = (micro_centers(spec(), outcome, 650) for _ in "ab")
    assert all((first[segment] == second[segment]).all() for segment in first)


@pytest.fixture(scope="module")
def affinity(demo: Project) -> pd.DataFrame:
    """The demo's customers with their segment and micro-segment of `product_affinity`."""
    return demo.frame(
        "select * from segments.customer_segments inner join features.wide_features "
        "using (customer_id, as_of_date) where segmentation = 'product_affinity'"
    )


def test_everyone_is_in_the_nearest_one_that_is_large_enough(demo, affinity):
    (fit_id,) = affinity.fit_id.dropna().unique()
    registered = registered_fit(demo.frame(f"from fits.fit_registry where fit_id = '{fit_id}'"))
    own = affinity[affinity.segment_id.notna()]
    sizes = own.micro_segment_id.value_counts()
    assert sizes.min() >= 50
    assert len(sizes) > own.segment_id.nunique()
    values = own[registered.features].to_numpy(dtype=float, na_value=np.nan)
    transformed = registered.preparation.transformed(values)
    for segment, centers in registered.micro.items():
        is_here = (own.segment_id == segment).to_numpy()
        large = {
            number: center for number, center in centers.items() if f"{segment}.{number}" in sizes
        }
        nearest = nearest_micro(
            transformed[is_here], np.stack([*large.values()]), registered.preparation
        )
        wanted = [f"{segment}.{[*large][position]}" for position in nearest]
        assert own.micro_segment_id[is_here].tolist() == wanted


def test_micro_segments_on_the_list_are_those_of_the_customers(demo, affinity):
    listed = demo.frame("from segments.micro_segments").set_index("micro_segment_id")
    assert listed.segmentation.unique().tolist() == ["product_affinity"]
    counted = affinity.micro_segment_id.value_counts()
    assert listed.customer_count.to_dict() == counted.to_dict()
    by_segment = listed.groupby("segment_id").share_of_segment.sum()
    np.testing.assert_allclose(by_segment, 1)
