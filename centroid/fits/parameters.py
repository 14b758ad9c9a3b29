"""The form in which every fit is stored, read and scored."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from centroid.fits.families import Clustering, Start
from centroid.fits.preparation import Preparation
from centroid.fits.spec import CannotFitError, Spec

# The largest center, weight or intercept that a user's own parameters may have: beyond it a score
# could overflow.
LARGEST_PARAMETER = 1e60


@dataclass(frozen=True)
class Parameters:
    """Centers, weights and intercepts in transformed units.

    The score of a center is ``intercept - 1/2 * sum over components of (sum over features of
    weight * (x - center)) ** 2`` with x the filled and transformed features; the largest wins.

    Attributes
    ----------
    segment_ids : ndarray of shape (n_centers,)
        The segment of each center.
    centers : ndarray of shape (n_centers, n_features)
    weights : ndarray of shape (n_centers, n_components, n_features)
    intercepts : ndarray of shape (n_centers,)
    """

    segment_ids: np.ndarray
    centers: np.ndarray
    weights: np.ndarray
    intercepts: np.ndarray

    def squared_distances(self, transformed: np.ndarray) -> np.ndarray:
        """Squared weighted distances of transformed rows, shape (n_rows, n_centers)."""
        return np.column_stack(
            [
                (((transformed - center) @ weights.T) ** 2).sum(axis=1)
                for center, weights in zip(self.centers, self.weights, strict=True)
            ]
        )

    def nearest(self, transformed: np.ndarray) -> np.ndarray:
        """The center with the largest score, the first of equal ones, shape (n_rows,)."""
        return (self.squared_distances(transformed) - 2 * self.intercepts).argmin(axis=1)


def in_transformed_units(
    clustering: Clustering, preparation: Preparation, directions: np.ndarray
) -> Parameters:
    """The parameters of a clustering of ``scaled @ directions.T``, segments numbered from 1.

    Parameters
    ----------
    clustering : Clustering
    preparation : Preparation
    directions : ndarray of shape (n_dimensions, n_features)
        Orthonormal rows, as from `components`.

    Returns
    -------
    parameters : Parameters
    """
    # The length of one transformed unit of each feature in the scaled, weighted space.
    stretch = np.sqrt(preparation.weights) / preparation.scale
    onto = directions * stretch
    count = len(clustering.centers)
    weights = (
        np.broadcast_to(onto, (count, *onto.shape))
        if clustering.weights is None
        else clustering.weights @ onto
    )
    return Parameters(
        segment_ids=clustering.labels + 1,
        centers=clustering.centers @ directions / stretch + preparation.location,
        weights=weights,
        intercepts=clustering.intercepts,
    )


def in_space(parameters: Parameters, preparation: Preparation, directions: np.ndarray) -> Start:
    """Parameters of an earlier fit in the space of a new one; reverses `from_clustering`."""
    stretch = np.sqrt(preparation.weights) / preparation.scale
    back = (directions / stretch).T
    weights = parameters.weights @ back
    return Start(
        centers=(parameters.centers - preparation.location) * stretch @ directions.T,
        precisions=weights.transpose(0, 2, 1) @ weights,
        labels=np.unique(parameters.segment_ids, return_inverse=True)[1],
    )


def from_custom_rows(spec: Spec, rows: pd.DataFrame) -> Parameters:
    """The parameters of a user's own model.

    Parameters
    ----------
    spec : Spec
        The segmentation, with the algorithm ``custom``.
    rows : DataFrame
        segment_id (1, 2, ...), center_id (1, 2, ...; null is one center per segment), component,
        feature, center and weight in transformed units, intercept (null is 0).

    Returns
    -------
    parameters : Parameters

    Raises
    ------
    CannotFitError
        If a row or a value is missing, duplicated or not a number, or a center can never win or
        wins whatever the features are.
    """

    def refuse(problem: str) -> CannotFitError:
        return CannotFitError(f"Segmentation '{spec.segmentation}': parameters {problem}.")

    if rows.empty:
        raise refuse("has no row; give one per segment, component and feature")
    rows = rows.assign(
        center_id=rows.center_id.fillna(rows.segment_id), intercept=rows.intercept.fillna(0)
    )
    for column in ["segment_id", "component", "feature", "center", "weight"]:
        if rows[column].isna().any():
            raise refuse(f"has rows without a {column}; complete them")
    strangers = sorted(set(rows.feature) - set(spec.features))
    if strangers:
        raise refuse(f"names '{strangers[0]}', which is not among the segmentation's features")
    for column in ["center", "weight", "intercept"]:
        if not (np.abs(rows[column].to_numpy(dtype=float)) < LARGEST_PARAMETER).all():
            raise refuse(
                f"has a {column} that is not a number below {LARGEST_PARAMETER}; correct it"
            )
    if (rows[["segment_id", "component"]] < 1).any(axis=None):
        raise refuse("has a segment_id or component below 1; number them from 1")
    if rows.duplicated(["center_id", "component", "feature"]).any():
        raise refuse("names a center, component and feature twice; keep one row of each")
    for constant, by in [
        ("segment_id", ["center_id"]),
        ("intercept", ["center_id"]),
        ("center", ["center_id", "feature"]),
    ]:
        if (rows.groupby(by)[constant].nunique() > 1).any():
            raise refuse(f"gives one {' and '.join(by)} several values of {constant}")
    center_ids = sorted(rows.center_id.unique())
    component_ids = sorted(rows.component.unique())
    wanted = pd.MultiIndex.from_product([center_ids, spec.features])
    if len(component_ids) > len(spec.features):
        raise refuse(f"has {len(component_ids)} components, more than features; use fewer")
    missing = wanted.difference(pd.MultiIndex.from_frame(rows[["center_id", "feature"]]))
    if len(missing):
        raise refuse(f"has no row for center {missing[0][0]} and feature '{missing[0][1]}'; add it")
    by_center = rows.drop_duplicates("center_id").set_index("center_id").loc[center_ids]
    if by_center.segment_id.nunique() < 2:
        raise refuse("describes one segment; give at least two")
    centers = rows.drop_duplicates(["center_id", "feature"]).pivot(
        index="center_id", columns="feature", values="center"
    )
    weights = np.zeros((len(center_ids), len(component_ids), len(spec.features)))
    for row in rows.itertuples():
        weights[
            center_ids.index(row.center_id),
            component_ids.index(row.component),
            spec.features.index(row.feature),
        ] = row.weight
    centers = centers.loc[center_ids, list(spec.features)].to_numpy(dtype=float)
    # What a score depends on: two centers of equal forms differ by a constant, so one of them
    # never wins.
    forms = weights.transpose(0, 2, 1) @ weights
    forms = np.column_stack([forms.reshape(len(forms), -1), (forms @ centers[..., None])[..., 0]])
    for center_id, form in zip(center_ids, forms, strict=True):
        if not form.any():
            raise refuse(f"has only weights of 0 for center {center_id}; weight a feature")
    _, first, number = np.unique(forms, axis=0, return_index=True, return_inverse=True)
    for center_id, before in zip(center_ids, first[number.ravel()], strict=True):
        if center_ids[before] != center_id:
            raise refuse(f"scores centers {center_ids[before]} and {center_id} alike; drop one")
    order = np.argsort(by_center.segment_id.to_numpy(dtype=int), kind="stable")
    return Parameters(
        segment_ids=by_center.segment_id.to_numpy(dtype=int)[order],
        centers=centers[order],
        weights=weights[order],
        intercepts=by_center.intercept.to_numpy(dtype=float)[order],
    )
