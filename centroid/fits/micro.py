"""Micro-segments: small segments nested inside each segment of a fit."""

from __future__ import annotations

import numpy as np
from sklearn.metrics import pairwise_distances_argmin
from threadpoolctl import threadpool_limits

from centroid.fits.families import kmeans
from centroid.fits.fitting import Fit
from centroid.fits.preparation import Preparation
from centroid.fits.spec import Spec

# A center with fewer customers of the sample than this would be little better than chance.
CUSTOMERS_PER_CENTER = 10


def micro_centers(spec: Spec, outcome: Fit, population_size: int) -> dict[int, np.ndarray]:
    """Centers of the micro-segments inside each segment, by k-means in the fit's scaled units.

    A segment gets as many micro-segments as its customers fill at the target size. Those below the
    minimum size are dissolved, the smallest first, and their customers go to the nearest other.

    Parameters
    ----------
    spec : Spec
        The segmentation. If it has no micro-segment sizes, the result is empty.
    outcome : Fit
    population_size : int
        Number of customers in the population that the sample represents.

    Returns
    -------
    dict of int to ndarray of shape (n_micro_segments, n_features)
        By segment, from 1; in transformed units. A segment with fewer customers than one
        micro-segment needs has none.
    """
    if spec.micro_target_size is None:
        return {}
    preparation = outcome.preparation
    stretch = np.sqrt(preparation.weights)
    represented = population_size / len(outcome.labels)
    needed = spec.micro_minimum_size / represented
    found = {}
    with threadpool_limits(limits=1):
        for segment in range(1, outcome.segment_count + 1):
            points = outcome.scaled[outcome.labels == segment] * stretch
            if len(points) < needed:
                continue
            wanted = round(len(points) * represented / spec.micro_target_size)
            most = min(len(points) // CUSTOMERS_PER_CENTER, len(np.unique(points, axis=0)))
            count = max(1, min(wanted, most))
            centers = kmeans(points, count, spec.seed, starts=3).centers
            centers = without_small(points, centers, needed)
            found[segment] = centers / stretch * preparation.scale + preparation.location
    return found


def without_small(points: np.ndarray, centers: np.ndarray, needed: float) -> np.ndarray:
    """The centers that have enough points after the smaller ones have been dissolved."""
    while len(centers) > 1:
        sizes = np.bincount(pairwise_distances_argmin(points, centers), minlength=len(centers))
        if sizes.min() >= needed:
            break
        centers = np.delete(centers, sizes.argmin(), axis=0)
    return centers


def nearest_micro(
    transformed: np.ndarray, centers: np.ndarray, preparation: Preparation
) -> np.ndarray:
    """The position of each row's nearest micro-segment, shape (n_rows,).

    Parameters
    ----------
    transformed : ndarray of shape (n_rows, n_features)
    centers : ndarray of shape (n_micro_segments, n_features)
        As from `micro_centers`.
    preparation : Preparation
        Distances are Euclidean in its scaled and weighted units, whatever the fit's family.
    """
    unit = np.sqrt(preparation.weights) / preparation.scale
    return pairwise_distances_argmin(transformed * unit, centers * unit)
