"""Describe the sample of a fit, so that later builds can tell how far customers have drifted."""

from __future__ import annotations

import numpy as np

from centroid.fits.parameters import Parameters

# Bins of a feature, with about as many customers each.
BIN_COUNT = 10


def bins(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Bins of one feature and the share of the sample in each.

    Parameters
    ----------
    values : ndarray of shape (n_customers,)
        In the feature's own units, NaN for unknown.

    Returns
    -------
    edges : ndarray of shape (n_bins - 1,)
        The highest value of each bin but the last, which has no end. They are values of the sample,
        so a value that many customers share is within one bin. A constant has two bins, the last of
        which is empty.
    shares : ndarray of shape (n_bins,)
        Of the customers whose value is known.
    """
    known = values[~np.isnan(values)]
    inner = np.arange(1, BIN_COUNT) / BIN_COUNT
    edges = np.unique(np.quantile(known, inner, method="inverted_cdf"))
    if len(edges) > 1 and edges[-1] == known.max():
        edges = edges[:-1]
    counts = np.bincount(np.searchsorted(edges, known, side="left"), minlength=len(edges) + 1)
    return edges, counts / len(known)


def separation(parameters: Parameters, transformed: np.ndarray) -> float:
    """The mean simplified silhouette of customers to the centers that score them.

    Parameters
    ----------
    parameters : Parameters
    transformed : ndarray of shape (n_customers, n_features)

    Returns
    -------
    float
        Mean of (b - a) / max(a, b), where a is the distance to a customer's own center and b to the
        nearest center of the runner-up, as in `segment_assignments`. NaN with one segment.
    """
    distances = parameters.squared_distances(transformed)
    scores = parameters.intercepts - distances / 2
    rows = np.arange(len(scores))
    own = scores.argmax(axis=1)
    is_own = parameters.segment_ids[own][:, None] == parameters.segment_ids[None, :]
    if is_own.all():
        return float("nan")
    other = np.where(is_own, -np.inf, scores).argmax(axis=1)
    near, far = np.sqrt(distances[rows, own]), np.sqrt(distances[rows, other])
    larger = np.maximum(near, far)
    return float(np.mean(np.divide(far - near, larger, out=np.zeros_like(far), where=larger > 0)))
