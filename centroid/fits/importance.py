"""Measure which features separate the segments, and which repeat other features."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.sparse.csgraph import connected_components
from scipy.stats import rankdata

# Just below 0.06, which Cohen (1988, Statistical Power Analysis, 2nd ed.) calls a medium effect.
UNINFORMATIVE_SEPARATION = 0.05
# At this correlation the ranks of two features share about two thirds (0.8 squared) of variance.
REDUNDANT_CORRELATION = 0.8
# Values are rounded to this, since smaller differences come from the order of addition.
DECIMALS = 12


def feature_importance(
    points: np.ndarray, features: tuple[str, ...], segment_ids: np.ndarray
) -> pd.DataFrame:
    """Measure what each feature adds to a segmentation.

    Parameters
    ----------
    points : ndarray of shape (n_customers, n_features)
        The sample in scaled units, without unknowns; at least one customer.
    features : tuple of str
        The features' names.
    segment_ids : ndarray of shape (n_customers,)
        Each customer's segment.

    Returns
    -------
    DataFrame
        One row per feature, in their order:

        - feature.
        - separation: eta squared [1]_, the share of the feature's variance that lies between
          segments, from 0 to 1; 0 for a constant feature.
        - correlation_group: number from 1; features linked by strong correlations share one.
        - strongest_correlation, correlated_with: the highest absolute rank correlation [2]_ with
          another feature, and that feature; null if it is constant or no other one varies.
        - is_uninformative: its separation is below 0.05.
        - is_redundant: another feature of its group separates more, or as much and comes first.

    Notes
    -----
    A strong correlation is 0.8 or more. Ranks are used because a single outlying customer, or the
    choice of a transform, hardly changes their correlation.

    References
    ----------
    .. [1] Cohen (1973), Eta-squared and partial eta-squared in fixed factor ANOVA designs,
       Educational and Psychological Measurement 33.
    .. [2] Spearman (1904), The proof and measurement of association between two things, American
       Journal of Psychology 15.
    """
    separation = eta_squared(points, segment_ids)
    correlations = rank_correlations(points)
    strongest, partners = correlations.max(axis=0), correlations.argmax(axis=0)
    components = connected_components(correlations >= REDUNDANT_CORRELATION, directed=False)[1]
    groups = pd.factorize(components)[0] + 1
    by_separation = sorted(range(len(features)), key=lambda index: (-separation[index], index))
    leaders = {groups[index]: index for index in reversed(by_separation)}
    names = pd.Series(np.array(features)[partners], dtype="string")
    return pd.DataFrame(
        {
            "feature": pd.Series(features, dtype="string"),
            "separation": separation,
            "correlation_group": groups,
            "strongest_correlation": np.where(strongest < 0, np.nan, strongest),
            "correlated_with": names.mask(strongest < 0),
            "is_uninformative": separation < UNINFORMATIVE_SEPARATION,
            "is_redundant": [leaders[group] != index for index, group in enumerate(groups)],
        }
    )


def eta_squared(points: np.ndarray, segment_ids: np.ndarray) -> np.ndarray:
    """Between-segment over total sum of squares of each feature, shape (n_features,)."""
    centered = points - points.mean(axis=0)
    total = (centered**2).sum(axis=0)
    between = np.zeros(points.shape[1])
    for segment in np.unique(segment_ids):
        members = centered[segment_ids == segment]
        between += len(members) * members.mean(axis=0) ** 2
    # The range tells a constant feature; its sum of squares can differ from zero by rounding.
    varies = np.ptp(points, axis=0) > 0
    shares = np.divide(between, total, out=np.zeros_like(total), where=varies & (total > 0))
    return np.clip(shares.round(DECIMALS), 0, 1)


def rank_correlations(points: np.ndarray) -> np.ndarray:
    """Absolute Spearman correlations, shape (n_features, n_features).

    Those that are not defined, of a feature with itself and of constant features, are -1.
    """
    ranks = rankdata(points, axis=0)
    centered = ranks - ranks.mean(axis=0)
    varies = np.ptp(points, axis=0) > 0
    norms = np.where(varies, np.sqrt((centered**2).sum(axis=0)), 1)
    correlations = np.abs((centered / norms).T @ (centered / norms)).round(DECIMALS)
    defined = np.outer(varies, varies) & ~np.eye(len(norms), dtype=bool)
    return np.where(defined, np.minimum(correlations, 1), -1)
