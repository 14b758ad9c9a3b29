"""Fit one segmentation: prepare the sample, fit every k, choose one, measure what was chosen."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import sklearn
from sklearn.cluster import HDBSCAN
from threadpoolctl import threadpool_limits

from centroid.fits.choosing import Choice, Gates, InUse, choose
from centroid.fits.families import Clustering, Tree, clustering, clusterings, cut, ward
from centroid.fits.judging import judge, lead_error, resampled
from centroid.fits.parameters import Parameters, in_space, in_transformed_units
from centroid.fits.preparation import Preparation, components, prepare
from centroid.fits.projection import Projection, project
from centroid.fits.spec import CannotFitError, Spec

CANDIDATE_COUNTS = range(2, 11)
# HDBSCAN's time grows with the square of the rows.
DENSITY_ROWS = 5_000
# HDBSCAN calls a fifth of the customers noise if a cluster needs 5 of them, and 95 % if it needs
# 1 % of all customers.
DENSITY_CLUSTER = 5


@dataclass
class Fit:
    """A fitted segmentation; its segments are numbered from 1, the largest first.

    Attributes
    ----------
    preparation : Preparation
    parameters : Parameters
        For a hierarchical fit, the centers are in the order of the tree.
    candidates : DataFrame
        One row per k, with the measures of `judge` and segment_stability, an array by segment.
    choice : Choice
        The number of segments, whether it passes the gates, and why it was chosen.
    values : ndarray of shape (n_customers, n_features)
        The sample in the features' own units, NaN for unknown.
    labels : ndarray of shape (n_customers,)
        The segment of each customer of the sample.
    scaled : ndarray of shape (n_customers, n_features)
        The sample in scaled units, without the weights.
    radii : ndarray of shape (n_segments,)
        Distance from the nearest center within which `outlier_quantile` of the segment lies.
    stabilities : ndarray of shape (n_segments,)
        NaN for custom parameters, which are not resampled.
    is_outlier : ndarray of bool, shape (n_customers,)
        Whether a customer is beyond the radius.
    projection : Projection or None
        The sample in two dimensions, for a picture.
    density : dict
        Result of `density_check`, for comparison.
    given_ids : ndarray of shape (n_segments,) or None
        The segment ids in a user's own parameters.
    tree : Tree or None
        Of a hierarchical fit; its first nodes are the centers in the order of `parameters`.
    """

    preparation: Preparation
    parameters: Parameters
    candidates: pd.DataFrame
    choice: Choice
    values: np.ndarray
    labels: np.ndarray
    scaled: np.ndarray
    radii: np.ndarray
    stabilities: np.ndarray
    is_outlier: np.ndarray
    projection: Projection | None
    density: dict[str, float]
    given_ids: np.ndarray | None = None
    tree: Tree | None = None
    library: str = field(default=f"scikit-learn {sklearn.__version__}")

    @property
    def segment_count(self) -> int:
        """Number of segments."""
        return len(self.radii)

    @property
    def sizes(self) -> np.ndarray:
        """Customers of the sample in each segment, shape (n_segments,)."""
        return np.bincount(self.labels - 1, minlength=self.segment_count)

    def center_of(self, segment: int) -> np.ndarray:
        """The center of a segment, or the mean of its sample if it has several centers.

        Returns
        -------
        ndarray of shape (n_features,)
            In transformed units.
        """
        own = self.parameters.centers[self.parameters.segment_ids == segment]
        if len(own) == 1:
            return own[0]
        return self.preparation.transformed(self.values[self.labels == segment]).mean(axis=0)


def fit(
    spec: Spec,
    sample: pd.DataFrame,
    active: Parameters | None = None,
    in_use: InUse | None = None,
) -> Fit:
    """Fit every candidate number of segments, choose one and number its segments by size.

    Parameters
    ----------
    spec : Spec
        The segmentation, of any algorithm that fits.
    sample : DataFrame
        One row per customer in a fixed order, with a column per feature; NaN is unknown.
    active : Parameters or None
        The active fit, if it has the same features and transforms. The candidate with as many
        segments continues from it.
    in_use : InUse or None
        The number of segments in use, if the active fit has the same specification.

    Returns
    -------
    Fit

    Raises
    ------
    CannotFitError
        If the sample is empty, or holds fewer different customers than the smallest k.
    """
    values = values_of(spec, sample)
    preparation = prepare(spec, values)
    scaled = preparation.scaled(values)
    different = len(np.unique(scaled, axis=0))
    if different < spec.minimum_segments:
        remedy = "add data"
        if different < len(values):
            remedy = "the others are the same in all features: look at what these are computed from"
        raise CannotFitError(
            f"Segmentation '{spec.segmentation}': {different} different customer(s) among "
            f"{len(values)} in the population, fewer than the smallest number of segments, "
            f"{spec.minimum_segments}; {remedy} or lower segments.min."
        )
    wanted = {*CANDIDATE_COUNTS, *range(spec.minimum_segments, spec.maximum_segments + 1)}
    counts = sorted(count for count in wanted if count <= different)
    # Several threads add in an order that differs from run to run, which changes the last bits.
    with threadpool_limits(limits=1):
        directions = components(spec, scaled)
        points = scaled @ directions.T
        start = None if active is None else in_space(active, preparation, directions)
        models = clusterings(spec, points, counts, start)
        candidates = judged(spec, points, models, in_use)
        choice = choose(
            candidates,
            spec.minimum_segments,
            spec.maximum_segments,
            Gates(spec.minimum_share, spec.minimum_stability),
            in_use,
        )
        chosen = models[choice.segment_count]
        measured = candidates.set_index("segment_count").segment_stability
        return numbered_fit(
            spec,
            preparation,
            in_transformed_units(chosen, preparation, directions),
            values,
            tree=chosen.tree,
            stabilities=measured[choice.segment_count],
            candidates=candidates,
            choice=choice,
        )


def fit_custom(spec: Spec, sample: pd.DataFrame, parameters: Parameters) -> Fit:
    """Make a fit from a user's own parameters; only the preparation is learnt from the sample.

    Parameters
    ----------
    spec : Spec
    sample : DataFrame
        As for `fit`.
    parameters : Parameters
        As from `from_custom_rows`.

    Returns
    -------
    Fit
        Its segments are in the order of the ids that the user gave them, and keep these.

    Raises
    ------
    CannotFitError
        If the sample is empty, or a feature unknown for all of it.
    """
    values = values_of(spec, sample)
    with threadpool_limits(limits=1):
        count = len(np.unique(parameters.segment_ids))
        return numbered_fit(
            spec,
            prepare(spec, values),
            parameters,
            values,
            stabilities=np.full(count, np.nan),
            candidates=pd.DataFrame({"segment_count": pd.Series(dtype="int64")}),
            choice=Choice(count, True, f"k = {count} is what the parameters given describe."),
            given_ids=np.unique(parameters.segment_ids),
            library="custom parameters",
        )


def values_of(spec: Spec, sample: pd.DataFrame) -> np.ndarray:
    """The sample's features as numbers, NaN for unknown, shape (n_customers, n_features)."""
    if sample.empty:
        raise CannotFitError(
            f"Segmentation '{spec.segmentation}': no customer is in its population; "
            "loosen the condition."
        )
    return sample[list(spec.features)].to_numpy(dtype=float, na_value=np.nan)


def judged(
    spec: Spec, points: np.ndarray, models: dict[int, Clustering], in_use: InUse | None = None
) -> pd.DataFrame:
    """Measure every candidate, in a refit also against the number in use: one row per k.

    The active fit's centers can have become a poor solution for a k that still has a good one. If
    the number in use fails its gates by going on from them, it is fitted from scratch too, and the
    more stable of the two replaces the one in `models`.
    """
    trees: dict[bytes, Clustering] = {}

    def again(resample: np.ndarray, count: int, seed: int) -> Clustering:
        if spec.algorithm != "hierarchical":
            return clustering(spec, resample, count, seed, starts=3)
        # The tree of a resample serves every number of segments.
        key = hashlib.sha256(np.ascontiguousarray(resample)).digest()
        if key not in trees:
            trees[key] = ward(resample, seed, starts=1)
        return cut(trees[key], count)

    def measured(count: int, model: Clustering) -> tuple[dict, np.ndarray]:
        labels = model.predict(points)
        # Only what can be chosen is compared.
        is_compared = in_use is not None and spec.minimum_segments <= count <= spec.maximum_segments
        found = resampled(points, labels, count, again, spec.seed, is_compared)
        measures = judge(points, labels, count, found.stability, model.bic)
        measures["stability_error"] = found.stability_error
        row = {"segment_count": count, **measures, "segment_stability": found.stability}
        return row, found.separation

    rows, separations = [], {}
    for count in list(models):
        row, separation = measured(count, models[count])
        is_in_use = in_use is not None and in_use.segment_count == count
        if is_in_use and not (
            row["stability"] >= spec.minimum_stability
            and row["smallest_share"] >= spec.minimum_share
        ):
            fresh = clusterings(spec, points, [count], None)[count]
            other, other_separation = measured(count, fresh)
            if other["stability"] > row["stability"]:
                models[count], row, separation = fresh, other, other_separation
        rows.append(row)
        separations[count] = separation
    candidates = pd.DataFrame(rows)
    if in_use is None or in_use.segment_count not in separations:
        return candidates
    own = candidates.segment_count == in_use.segment_count
    reached = candidates.simplified_silhouette
    return candidates.assign(
        separation_lead=reached - reached[own].iloc[0],
        separation_lead_error=[
            lead_error(separations[count], separations[in_use.segment_count])
            for count in candidates.segment_count
        ],
    )


def numbered_fit(
    spec: Spec,
    preparation: Preparation,
    parameters: Parameters,
    values: np.ndarray,
    stabilities: np.ndarray,
    tree: Tree | None = None,
    **facts,
) -> Fit:
    """Number the segments by size, then by their first center, and measure the chosen fit."""
    transformed = preparation.transformed(values)
    nearest = parameters.nearest(transformed)
    squared = parameters.squared_distances(transformed)[np.arange(len(values)), nearest]
    labels = parameters.segment_ids[nearest]
    given = np.unique(parameters.segment_ids)
    if spec.algorithm == "custom":
        order = list(given)
    else:
        sizes = {segment: int((labels == segment).sum()) for segment in given}
        first = {
            segment: tuple(parameters.centers[parameters.segment_ids == segment][0])
            for segment in given
        }
        order = sorted(given, key=lambda segment: (-sizes[segment], *first[segment]))
    number = {segment: position + 1 for position, segment in enumerate(order)}
    labels = np.array([number[segment] for segment in labels])
    parameters = Parameters(
        np.array([number[segment] for segment in parameters.segment_ids]),
        parameters.centers,
        parameters.weights,
        parameters.intercepts,
    )
    distances = np.sqrt(squared)
    radii = np.array(
        [
            np.quantile(distances[labels == segment], spec.outlier_quantile)
            if (labels == segment).any()
            else 0.0
            for segment in range(1, len(order) + 1)
        ]
    )
    scaled = (transformed - preparation.location) / preparation.scale
    is_outlier = distances > radii[labels - 1]
    return Fit(
        preparation=preparation,
        parameters=parameters,
        values=values,
        labels=labels,
        scaled=scaled,
        radii=radii,
        stabilities=stabilities[np.searchsorted(given, order)],
        is_outlier=is_outlier,
        projection=project(scaled * np.sqrt(preparation.weights)),
        density=density_check(scaled, is_outlier),
        tree=tree,
        **facts,
    )


def density_check(scaled: np.ndarray, is_outlier: np.ndarray) -> dict[str, float]:
    """Compare the noise of a density-based clustering with the outliers by radius.

    Parameters
    ----------
    scaled : ndarray of shape (n_customers, n_features)
    is_outlier : ndarray of bool, shape (n_customers,)

    Returns
    -------
    dict
        Of the first 5,000 customers: density_cluster_count, density_noise_share, and
        outlier_noise_share, the share of the outliers that HDBSCAN [1]_ calls noise too, NaN if
        there are none.

    References
    ----------
    .. [1] Campello, Moulavi and Sander (2013), Density-based clustering based on hierarchical
       density estimates, PAKDD.
    """
    head, outliers = scaled[:DENSITY_ROWS], is_outlier[:DENSITY_ROWS]
    if len(head) <= DENSITY_CLUSTER:
        return {}
    found = HDBSCAN(min_cluster_size=DENSITY_CLUSTER, copy=True).fit_predict(head)
    noise = found < 0
    return {
        "density_cluster_count": float(found.max() + 1),
        "density_noise_share": float(noise.mean()),
        "outlier_noise_share": float(noise[outliers].mean()) if outliers.any() else np.nan,
    }
