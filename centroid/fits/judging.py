"""Measure a candidate number of segments: separation, stability, sizes."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import sklearn
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import (
    calinski_harabasz_score,
    davies_bouldin_score,
    pairwise_distances,
    silhouette_score,
)

# A silhouette takes time with the square of the rows, and memory with a multiple of them.
SILHOUETTE_ROWS = 5_000
SILHOUETTE_MEGABYTES = 32
RESAMPLES = 20
RESAMPLE_ROWS = 2_000
# Stability compares labels on the first rows of the sample, in every resample. If it compared the
# drawn rows, a tiny segment would not count in the resamples that miss it.
COMPARED_ROWS = 5_000


class Model(Protocol):
    """A fitted segmentation that can label points it has not seen."""

    def predict(self, points: np.ndarray) -> np.ndarray:
        """Label of each point, from 0 to count - 1."""


@dataclass(frozen=True)
class Resampled:
    """What 20 resamples of customers say of a candidate.

    Attributes
    ----------
    similarity : ndarray of shape (20, count)
        Jaccard similarity of each segment to the most similar one of each resample, 0 to 1.
    separation : ndarray of shape (20,)
        The simplified silhouette of the fit to each resample, on that resample; NaN where a
        resample has fewer than two segments, or where it was not asked for. The resamples are the
        same for every number of segments, so the separations of two candidates can be subtracted.
    """

    similarity: np.ndarray
    separation: np.ndarray

    @property
    def stability(self) -> np.ndarray:
        """Mean similarity of each segment, shape (count,)."""
        return self.similarity.mean(axis=0)

    @property
    def stability_error(self) -> float:
        """Standard error of the mean similarity of the least stable segment."""
        least = self.similarity[:, self.stability.argmin()]
        return float(least.std(ddof=1) / np.sqrt(len(least)))


def similarities(labels: np.ndarray, others: np.ndarray, count: int) -> np.ndarray:
    """Jaccard similarity of each segment to the most similar one of another labelling.

    Parameters
    ----------
    labels, others : ndarray of shape (n_rows,)
        Two labellings of the same rows, each from 0 to count - 1.
    count : int
        Number of segments.

    Returns
    -------
    ndarray of shape (count,)
        From 0 to 1; 0 for a segment without rows.
    """
    both = np.bincount(labels * count + others, minlength=count * count).reshape(count, count)
    either = both.sum(axis=1)[:, None] + both.sum(axis=0) - both
    return (both / np.maximum(either, 1)).max(axis=1)


def resampled(
    points: np.ndarray,
    labels: np.ndarray,
    count: int,
    fit: Callable[[np.ndarray, int, int], Model],
    seed: int,
    is_refit: bool = True,
) -> Resampled:
    """Bootstrap stability of each segment, and separation in each resample.

    Parameters
    ----------
    points : ndarray of shape (n_rows, n_features)
        The sample in the fit's space, in an order that does not depend on the data's order.
    labels : ndarray of shape (n_rows,)
        Segment of each point, from 0 to count - 1.
    count : int
        Number of segments.
    fit : callable
        ``fit(points, count, seed)`` fits the same kind of model to a resample.
    seed : int
        Seed of the resamples and of their fits.
    is_refit : bool, default=True
        Whether to measure the separation too, which only a refit compares.

    Returns
    -------
    Resampled
        Of 20 resamples of at most 2,000 rows, drawn with replacement. As resamples may be far
        smaller than the sample, the labels are compared on its first 5,000 rows and not on the
        drawn ones. The resamples depend on the seed and not on count.

    References
    ----------
    Hennig (2007), Cluster-wise assessment of cluster stability, Comput. Stat. Data Anal. 52.
    """
    chance = np.random.default_rng(seed)
    compared, original = points[:COMPARED_ROWS], labels[:COMPARED_ROWS]
    size = min(len(points), RESAMPLE_ROWS)
    similarity, separation = [], np.full(RESAMPLES, np.nan)
    with warnings.catch_warnings():
        # A small resample may have fewer distinct rows than segments: unstable, but no error.
        warnings.simplefilter("ignore", ConvergenceWarning)
        for number, start in enumerate(chance.integers(2**31, size=RESAMPLES)):
            drawn = points[chance.integers(len(points), size=size)]
            model = fit(drawn, count, int(start))
            similarity.append(similarities(original, model.predict(compared), count))
            if is_refit:
                separation[number] = simplified_silhouette(drawn, model.predict(drawn))
    return Resampled(np.array(similarity), separation)


def lead_error(separation: np.ndarray, other: np.ndarray) -> float:
    """Standard error of the difference in separation between two numbers of segments.

    Parameters
    ----------
    separation, other : ndarray of shape (n_resamples,)
        Of the same resamples; NaN is left out.

    Returns
    -------
    float
        The standard deviation of the difference over resamples: the bootstrap's standard error
        (Efron, 1979, Bootstrap methods, Annals of Statistics 7) of samples as large as a resample.
        It is not made smaller for a larger sample: the next month brings other customers and
        another season, not another draw from the same ones. NaN with fewer than two resamples.
    """
    differences = (separation - other)[np.isfinite(separation - other)]
    return float(differences.std(ddof=1)) if len(differences) > 1 else np.nan


def simplified_silhouette(points: np.ndarray, labels: np.ndarray) -> float:
    """Silhouette with distances to segment means in place of mean distances to points.

    Parameters
    ----------
    points : ndarray of shape (n_rows, n_features)
    labels : ndarray of shape (n_rows,)

    Returns
    -------
    float
        From -1 to 1, above the silhouette of the same labels; NaN with one segment, or with as
        many as rows.

    References
    ----------
    Vendramin, Campello and Hruschka (2010), Relative clustering validity criteria, Statistical
    Analysis and Data Mining 3.
    """
    present, own = np.unique(labels, return_inverse=True)
    if not 1 < len(present) < len(labels):
        return np.nan
    means = np.vstack([points[own == label].mean(axis=0) for label in range(len(present))])
    distances = pairwise_distances(points, means)
    rows = np.arange(len(points))
    near = distances[rows, own]
    distances[rows, own] = np.inf
    other = distances.min(axis=1)
    widest = np.maximum(near, other)
    # If a point lies on the common mean of two segments, both distances are 0.
    return float(np.mean((other - near) / np.where(widest > 0, widest, 1.0)))


def judge(
    points: np.ndarray,
    labels: np.ndarray,
    count: int,
    segment_stability: np.ndarray,
    bic: float | None = np.nan,
) -> dict[str, float | tuple[float, ...]]:
    """Measure one candidate on its sample.

    Parameters
    ----------
    points : ndarray of shape (n_rows, n_features)
        The sample in the fit's space, in an order that does not depend on the data's order.
    labels : ndarray of shape (n_rows,)
        Segment of each point, from 0 to count - 1.
    count : int
        Number of segments.
    segment_stability : ndarray of shape (count,)
        Of the resamples; the smallest counts.
    bic : float or None
        Bayesian information criterion of a mixture; None or NaN for other models.

    Returns
    -------
    dict
        inertia (sum of squared distances to the mean of the label), silhouette [1]_ of the first
        5,000 rows, simplified_silhouette of all, davies_bouldin [2]_, calinski_harabasz [3]_,
        smallest_share (0 to 1), stability (that of the least stable segment, 0 to 1),
        segment_stability (one per label) and bic. A measure that is not defined, as with as many
        segments as rows, is NaN.

    References
    ----------
    .. [1] Rousseeuw (1987), Silhouettes, J. Comput. Appl. Math. 20.
    .. [2] Davies and Bouldin (1979), A cluster separation measure, IEEE TPAMI 1(2).
    .. [3] Calinski and Harabasz (1974), A dendrite method for cluster analysis, Comm. Stat. 3(1).
    """
    sizes = np.bincount(labels, minlength=count)
    inertia = sum(
        float(np.sum((members - members.mean(axis=0)) ** 2))
        for members in (points[labels == label] for label in np.flatnonzero(sizes))
    )
    head = labels[:SILHOUETTE_ROWS]
    silhouette = np.nan
    if 1 < len(np.unique(head)) < len(head):
        with sklearn.config_context(working_memory=SILHOUETTE_MEGABYTES):
            silhouette = float(silhouette_score(points[:SILHOUETTE_ROWS], head))
    defined = 1 < np.count_nonzero(sizes) < len(labels)
    return {
        "inertia": inertia,
        "silhouette": silhouette,
        "simplified_silhouette": simplified_silhouette(points, labels),
        "davies_bouldin": float(davies_bouldin_score(points, labels)) if defined else np.nan,
        "calinski_harabasz": float(calinski_harabasz_score(points, labels)) if defined else np.nan,
        "smallest_share": float(sizes.min() / len(labels)),
        "stability": float(np.min(segment_stability)),
        "segment_stability": tuple(float(value) for value in segment_stability),
        "bic": np.nan if bic is None else float(bic),
    }
