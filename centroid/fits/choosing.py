"""Choose the number of segments k: measure every candidate, gate it, take the best separated."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd
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
# A smaller difference in separation is a tie. A larger limit finds too few segments: 0.005 already
# merges two of the known groups in 2 of 60 generated samples.
TIE = 0.001
# Up to this silhouette there is no substantial structure, according to Kaufman and Rousseeuw
# (1990), Finding Groups in Data.
NO_STRUCTURE = 0.25


class Model(Protocol):
    """A fitted segmentation that can label points it has not seen."""

    def predict(self, points: np.ndarray) -> np.ndarray:
        """Label of each point, from 0 to count - 1."""


@dataclass(frozen=True)
class Gates:
    """The minimum size and stability of every segment of a candidate.

    Attributes
    ----------
    minimum_share : float
        Share of the sample that the smallest segment must hold, from 0 to 0.5.
    minimum_stability : float
        Stability, from 0 to 1, that the least stable segment must reach. Hennig (2007) calls a
        cluster dissolved up to 0.5 and reads 0.75 as stable.
    """

    minimum_share: float
    minimum_stability: float


@dataclass(frozen=True)
class Choice:
    """The chosen k, whether it passes the gates, and why it was chosen, in one sentence."""

    segment_count: int
    passed: bool
    reason: str


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


def stability(
    points: np.ndarray,
    labels: np.ndarray,
    count: int,
    fit: Callable[[np.ndarray, int, int], Model],
    seed: int,
) -> np.ndarray:
    """Bootstrap stability of each segment.

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

    Returns
    -------
    ndarray of shape (count,)
        Mean Jaccard similarity over 20 resamples of at most 2,000 rows, drawn with replacement.
        As resamples may be far smaller than the sample, the labels are compared on its first
        5,000 rows and not on the drawn ones. The resamples depend on the seed and not on count.

    References
    ----------
    Hennig (2007), Cluster-wise assessment of cluster stability, Comput. Stat. Data Anal. 52.
    """
    chance = np.random.default_rng(seed)
    compared, original = points[:COMPARED_ROWS], labels[:COMPARED_ROWS]
    size = min(len(points), RESAMPLE_ROWS)
    total = np.zeros(count)
    with warnings.catch_warnings():
        # A small resample may have fewer distinct rows than segments: unstable, but no error.
        warnings.simplefilter("ignore", ConvergenceWarning)
        for start in chance.integers(2**31, size=RESAMPLES):
            drawn = points[chance.integers(len(points), size=size)]
            model = fit(drawn, count, int(start))
            total += similarities(original, model.predict(compared), count)
    return total / RESAMPLES


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
        What `stability` returned.
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


def best_separated(candidates: pd.DataFrame) -> pd.Series:
    """The candidate with the highest simplified silhouette; a tie goes to fewer segments."""
    highest = candidates.simplified_silhouette.max()
    tied = candidates
    if highest == highest:
        tied = candidates[candidates.simplified_silhouette >= highest - TIE]
    return tied.sort_values("segment_count").iloc[0]


def listed(counts: pd.Series) -> str:
    """Segment counts as text, such as ``k = 4, 5``."""
    return "k = " + ", ".join(str(int(count)) for count in sorted(counts))


def choose(candidates: pd.DataFrame, minimum: int, maximum: int, gates: Gates) -> Choice:
    """Choose k within a range: gates, then separation, then fewer segments at a tie.

    A silhouette alone is misled by skewed data, where a few big spenders are far from everybody
    else. So first every segment must be large and stable enough. Among the candidates that pass
    these gates, the highest simplified silhouette wins; within 0.001 of it, the fewest segments.
    If no candidate passes, those closest to passing compete in the same way. How close a
    candidate is, is the lower of the ratios of its two measures to their gates.

    Parameters
    ----------
    candidates : DataFrame
        A row per k, in any order, with segment_count and the measures of `judge`. A NaN passes no
        gate.
    minimum, maximum : int
        The range of k. A single segment is never chosen.
    gates : Gates
        What every segment must reach.

    Returns
    -------
    Choice

    Raises
    ------
    ValueError
        If no candidate lies within the range.
    """
    inside = candidates[candidates.segment_count.between(max(minimum, 2), maximum)]
    if not len(inside):
        raise ValueError(f"no candidate has {max(minimum, 2)} to {maximum} segments")
    inside = inside.reset_index(drop=True)
    large = inside.smallest_share >= gates.minimum_share
    stable = inside.stability >= gates.minimum_stability
    passed = bool((large & stable).any())
    is_asked_for = minimum == maximum
    if passed:
        chosen = best_separated(inside[large & stable])
        verdict = "is what was asked for"
        if not is_asked_for:
            passing = listed(inside.segment_count[large & stable])
            verdict = f"separates best of those that pass ({passing})"
    else:
        # Everything but NaN passes a gate of zero, so its ratio is 1.
        reached = pd.DataFrame(
            {
                "share": inside.smallest_share / (gates.minimum_share or 1.0),
                "stability": inside.stability / (gates.minimum_stability or 1.0),
            }
        )
        reached = reached.mask(pd.DataFrame({"share": large, "stability": stable}), 1.0)
        closest = reached.fillna(0.0).min(axis=1)
        chosen = best_separated(inside[closest == closest.max()])
        missed = [
            f"{name} {value} is below {gate}"
            for name, value, gate, is_met in (
                (
                    "smallest share",
                    f"{chosen.smallest_share:.2%}",
                    f"{gates.minimum_share:.2%}",
                    large[chosen.name],
                ),
                (
                    "stability",
                    f"{chosen.stability:.3f}",
                    f"{gates.minimum_stability:.3f}",
                    stable[chosen.name],
                ),
            )
            if not is_met
        ]
        verdict = "is what was asked for" if is_asked_for else "comes closest to passing"
        verdict += f", but its {' and its '.join(missed)}"
    reason = (
        f"k = {int(chosen.segment_count)} {verdict}: silhouette {chosen.silhouette:.3f}, "
        f"simplified silhouette {chosen.simplified_silhouette:.3f}, "
        f"stability {chosen.stability:.3f}, smallest share {chosen.smallest_share:.2%}"
    )
    if chosen.silhouette <= NO_STRUCTURE:
        reason += f"; a silhouette up to {NO_STRUCTURE} means no substantial structure"
    if not large.all() and not is_asked_for:
        small = listed(inside.segment_count[~large])
        reason += f"; a smallest share below {gates.minimum_share:.2%} refuses {small}"
    if not stable.all() and not is_asked_for:
        loose = listed(inside.segment_count[~stable])
        reason += f"; a stability below {gates.minimum_stability:.3f} refuses {loose}"
    return Choice(int(chosen.segment_count), passed, f"{reason}.")
