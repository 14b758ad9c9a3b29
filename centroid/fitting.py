"""Fit one segmentation: prepare the sample, fit every k, choose one, number the segments."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import sklearn
from sklearn.cluster import KMeans
from sklearn.metrics import (
    calinski_harabasz_score,
    davies_bouldin_score,
    pairwise_distances,
    silhouette_score,
)
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

CANDIDATE_COUNTS = range(2, 11)
SILHOUETTE_ROWS = 5_000
# The ten starts are tried on so many rows of the sample, and the best goes on with all of them.
START_ROWS = 10_000
# Standard deviation of the silhouette over draws of 5,000 rows: a smaller difference is a tie.
SILHOUETTE_NOISE = 0.0024


class CannotFitError(ValueError):
    """A segmentation that the data cannot support; the message is one sentence for its owner."""


@dataclass(frozen=True)
class Spec:
    """What a fit needs to know of a segmentation: a row of `segmentation_specs` and its features.

    Attributes
    ----------
    segmentation : str
        Name, used in messages.
    features, transforms : tuple of str
        Feature names and, in the same order, their transforms (``none`` or ``log1p``).
    minimum_segments, maximum_segments : int
        The range in which k is chosen.
    minimum_share : float
        Share of the sample below which a segment is too small to be useful, from 0 to 0.5.
    seed : int
        Seed of the k-means initialisations.
    """

    segmentation: str
    features: tuple[str, ...]
    transforms: tuple[str, ...]
    minimum_segments: int
    maximum_segments: int
    minimum_share: float
    seed: int


@dataclass(frozen=True)
class Preparation:
    """How raw features become the fit's scaled space; every array has shape (n_features,)."""

    fill: np.ndarray
    mean: np.ndarray
    scale: np.ndarray


@dataclass
class Fit:
    """A fitted segmentation. Centers have shape (k, n_features), in scaled units."""

    preparation: Preparation
    candidates: pd.DataFrame
    segment_count: int
    choice_reason: str
    centers: np.ndarray
    sizes: np.ndarray
    sample_size: int
    library: str = field(default=f"scikit-learn {sklearn.__version__}")


def transformed(values: np.ndarray, transforms: tuple[str, ...]) -> np.ndarray:
    """Apply each column's transform.

    Parameters
    ----------
    values : ndarray of shape (n_rows, n_features)
        Features in their own units.
    transforms : tuple of str
        ``none``, or ``log1p``: the signed logarithm ``sign(x) * log1p(abs(x))``, so that net
        revenue below zero (more returned than bought) keeps its order.

    Returns
    -------
    ndarray of shape (n_rows, n_features)

    Raises
    ------
    ValueError
        If a transform is unknown.
    """
    columns = []
    for column, transform in zip(values.T, transforms, strict=True):
        if transform == "none":
            columns.append(column)
        elif transform == "log1p":
            columns.append(np.sign(column) * np.log1p(np.abs(column)))
        else:
            raise ValueError(f"transform '{transform}' is not one of none, log1p")
    return np.column_stack(columns)


def prepare(spec: Spec, values: np.ndarray) -> tuple[Preparation, np.ndarray]:
    """Fill unknowns with the median, transform and standardise.

    Parameters
    ----------
    spec : Spec
        The segmentation.
    values : ndarray of shape (n_rows, n_features)
        The sample in the features' own units; NaN is unknown.

    Returns
    -------
    preparation : Preparation
        Fill values (own units), mean and scale (transformed units, population standard deviation).
        A constant feature has scale 1, as in `sklearn.preprocessing.StandardScaler`.
    scaled : ndarray of shape (n_rows, n_features)

    Raises
    ------
    CannotFitError
        If a feature is unknown for every row.
    """
    unknown = np.isnan(values).all(axis=0)
    if unknown.any():
        names = ", ".join(f"'{name}'" for name in np.array(spec.features)[unknown])
        raise CannotFitError(
            f"Segmentation '{spec.segmentation}': feature {names} is unknown for every "
            "customer of the population; map the input it needs or leave it out."
        )
    fill = np.nanmedian(values, axis=0)
    filled = transformed(np.where(np.isnan(values), fill, values), spec.transforms)
    scaler = StandardScaler().fit(filled)
    return Preparation(fill, scaler.mean_, scaler.scale_), scaler.transform(filled)


def kmeans(scaled: np.ndarray, count: int, seed: int) -> KMeans:
    """K-means from the best of ten k-means++ starts.

    Parameters
    ----------
    scaled : ndarray of shape (n_rows, n_features)
        The sample in scaled units, in an order that does not depend on the data's order.
    count : int
        Number of clusters.
    seed : int
        Seed of the starts.

    Returns
    -------
    KMeans
        Fitted to all rows. Beyond 10,000 rows the starts compete on the first 10,000 only, after
        Bradley and Fayyad (1998), Refining initial points for k-means clustering, ICML.
    """
    start = KMeans(count, n_init=10, random_state=seed).fit(scaled[:START_ROWS])
    if len(scaled) <= START_ROWS:
        return start
    return KMeans(count, init=start.cluster_centers_, n_init=1).fit(scaled)


def judge(scaled: np.ndarray, head_distances: np.ndarray, model: KMeans) -> dict[str, float]:
    """Measure one k-means candidate on its sample.

    Parameters
    ----------
    scaled : ndarray of shape (n_rows, n_features)
        The sample in scaled units, in an order that does not depend on the data's order.
    head_distances : ndarray of shape (n_head, n_head)
        Distances between the first rows of the sample: the same for every candidate.
    model : KMeans
        The fitted candidate.

    Returns
    -------
    dict
        inertia (within-cluster sum of squares), silhouette [1]_ of the first rows,
        davies_bouldin [2]_, calinski_harabasz [3]_, smallest_share (0 to 1). A measure that is not
        defined, with as many segments as rows, is NaN.

    References
    ----------
    .. [1] Rousseeuw (1987), Silhouettes, J. Comput. Appl. Math. 20.
    .. [2] Davies and Bouldin (1979), A cluster separation measure, IEEE TPAMI 1(2).
    .. [3] Calinski and Harabasz (1974), A dendrite method for cluster analysis, Comm. Stat. 3(1).
    """
    labels = model.predict(scaled)
    shares = np.bincount(labels, minlength=model.n_clusters) / len(labels)
    head = labels[: len(head_distances)]
    defined = len(np.unique(labels)) < len(labels)
    silhouette = np.nan
    if 1 < len(np.unique(head)) < len(head):
        silhouette = float(silhouette_score(head_distances, head, metric="precomputed"))
    return {
        "inertia": float(model.inertia_),
        "silhouette": silhouette,
        "davies_bouldin": float(davies_bouldin_score(scaled, labels)) if defined else np.nan,
        "calinski_harabasz": float(calinski_harabasz_score(scaled, labels)) if defined else np.nan,
        "smallest_share": float(shares.min()),
    }


def choose(spec: Spec, candidates: pd.DataFrame) -> tuple[int, str]:
    """Choose k within the spec's range: gates, then separation, then fewer segments at a tie.

    Parameters
    ----------
    spec : Spec
        The segmentation.
    candidates : DataFrame
        One row per k, with segment_count and the measures of `judge`.

    Returns
    -------
    segment_count : int
    reason : str
        One sentence.
    """
    inside = candidates[
        candidates.segment_count.between(spec.minimum_segments, spec.maximum_segments)
    ]
    gated = inside[inside.smallest_share >= spec.minimum_share]
    pool = gated if len(gated) else inside
    best = pool.silhouette.max()
    tied = pool[pool.silhouette >= best - SILHOUETTE_NOISE] if best == best else pool
    chosen = tied.sort_values("segment_count").iloc[0]
    span = f"{inside.segment_count.min()} to {inside.segment_count.max()}"
    gate = f"whose smallest segment holds at least {spec.minimum_share:.1%}"
    if not len(gated):
        gate = f"although in none of them the smallest segment holds {spec.minimum_share:.1%}"
    return int(chosen.segment_count), (
        f"k = {int(chosen.segment_count)} has the highest silhouette ({chosen.silhouette:.3f}, "
        f"fewest segments within {SILHOUETTE_NOISE}) among k = {span} {gate}; "
        f"its smallest segment holds {chosen.smallest_share:.1%}."
    )


def fit(spec: Spec, sample: pd.DataFrame) -> Fit:
    """Fit k-means for every candidate k, choose one and number its segments by size.

    Parameters
    ----------
    spec : Spec
        The segmentation.
    sample : DataFrame
        One row per customer in a fixed order, with a column per feature; NaN is unknown.

    Returns
    -------
    Fit

    Raises
    ------
    CannotFitError
        If the sample is empty, or holds fewer different customers than the smallest k.
    """
    values = sample[list(spec.features)].to_numpy(dtype=float, na_value=np.nan)
    if not len(values):
        raise CannotFitError(
            f"Segmentation '{spec.segmentation}': no customer is in its population; "
            "loosen the condition."
        )
    preparation, scaled = prepare(spec, values)
    different = len(np.unique(scaled, axis=0))
    if different < spec.minimum_segments:
        raise CannotFitError(
            f"Segmentation '{spec.segmentation}': {different} different customer(s) among "
            f"{len(values)} in the population, fewer than the smallest number of segments, "
            f"{spec.minimum_segments}; add data or lower segments.min."
        )
    counts = sorted({*CANDIDATE_COUNTS, *range(spec.minimum_segments, spec.maximum_segments + 1)})
    models, measures = {}, []
    # One thread: several add in an order that differs from run to run, and so do the last bits.
    with threadpool_limits(limits=1):
        head_distances = pairwise_distances(scaled[:SILHOUETTE_ROWS])
        for count in (count for count in counts if count <= different):
            models[count] = kmeans(scaled, count, spec.seed)
            measures.append(
                {"segment_count": count, **judge(scaled, head_distances, models[count])}
            )
        candidates = pd.DataFrame(measures)
        chosen, reason = choose(spec, candidates)
        sizes = np.bincount(models[chosen].predict(scaled), minlength=chosen)
    centers = models[chosen].cluster_centers_
    order = sorted(range(chosen), key=lambda label: (-sizes[label], *centers[label]))
    return Fit(
        preparation=preparation,
        candidates=candidates,
        segment_count=chosen,
        choice_reason=reason,
        centers=centers[order],
        sizes=sizes[order],
        sample_size=len(values),
    )
