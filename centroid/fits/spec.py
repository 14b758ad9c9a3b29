"""The specification of a fit, and the errors that say why a fit cannot be made."""

from __future__ import annotations

from dataclasses import dataclass


class CannotFitError(ValueError):
    """The data cannot support the segmentation; the message is one sentence for its owner."""


class UnmetNeedsError(CannotFitError):
    """The segmentation is skipped, because an input or column that it needs is not mapped."""


@dataclass(frozen=True)
class Spec:
    """A row of `segmentation_specs` and its features.

    Attributes
    ----------
    segmentation : str
        Name, used in messages.
    algorithm : str
        ``kmeans``, ``gaussian_mixture``, ``hierarchical`` or ``custom``.
    features, transforms, weights : tuple
        Feature names and, in the same order, their transforms and weights.
    scaling : str
        ``standard`` or ``robust``.
    reduce : float or None
        Principal components: their number from 1 on, or the share of variance below 1.
    covariance : str
        Of a mixture's segments: ``diagonal`` or ``full``.
    minimum_segments, maximum_segments : int or None
        The range in which k is chosen; None for custom parameters.
    minimum_share, minimum_stability : float
        The gates: share of the sample in the smallest segment and its stability, 0 to 1.
    outlier_quantile : float
        Share of a segment's sample that lies within its radius, 0 to 1.
    seed : int
        Seed of the starting points and resamples.
    micro_target_size, micro_minimum_size : int or None
        Target and minimum number of customers of the population in a micro-segment; None without
        micro-segments.
    """

    segmentation: str
    features: tuple[str, ...]
    transforms: tuple[str, ...]
    weights: tuple[float, ...]
    minimum_segments: int | None
    maximum_segments: int | None
    algorithm: str = "kmeans"
    scaling: str = "standard"
    reduce: float | None = None
    covariance: str = "diagonal"
    minimum_share: float = 0.02
    minimum_stability: float = 0.6
    outlier_quantile: float = 0.99
    seed: int = 0
    micro_target_size: int | None = None
    micro_minimum_size: int | None = None
