"""See the customers of a fit from the side from which they differ most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Projection:
    """The two principal components of a sample.

    Attributes
    ----------
    points : ndarray of shape (n_customers, 2)
        In standard deviations of the features.
    loadings : ndarray of shape (2, n_features)
        What each feature adds to each axis, -1 to 1; the strongest of an axis is above 0.
    variance_shares : ndarray of shape (2,)
        Share of the variance that each axis keeps, 0 to 1.
    """

    points: np.ndarray
    loadings: np.ndarray
    variance_shares: np.ndarray


def project(values: np.ndarray) -> Projection | None:
    """Project customers onto their two principal components [1]_.

    Parameters
    ----------
    values : ndarray of shape (n_customers, n_features)
        The sample in scaled units, with the weights.

    Returns
    -------
    Projection or None
        None where the customers do not differ in two directions.

    References
    ----------
    .. [1] Pearson (1901), On lines and planes of closest fit to systems of points in space,
       Philosophical Magazine 2.
    """
    centered = values - values.mean(axis=0)
    _, lengths, axes = np.linalg.svd(centered, full_matrices=False)
    if len(lengths) < 2 or lengths[1] <= 1e-9 * lengths[0]:
        return None
    loadings = axes[:2]
    strongest = np.abs(loadings).argmax(axis=1)
    # The sign of an axis is arbitrary, so it is fixed.
    loadings = loadings * np.sign(loadings[[0, 1], strongest])[:, None]
    return Projection(
        points=centered @ loadings.T,
        loadings=loadings,
        variance_shares=lengths[:2] ** 2 / (lengths**2).sum(),
    )
