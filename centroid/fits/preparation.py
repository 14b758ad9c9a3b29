"""Transform raw features into the space in which a fit measures distances."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sklearn.decomposition import PCA
from sklearn.preprocessing import RobustScaler, StandardScaler

from centroid.fits.spec import CannotFitError, Spec

# The quantiles of the sample that `clip` cuts at, and the number of pieces of `quantile`.
CLIPPED_SHARES = (0.01, 0.99)
QUANTILE_PIECES = 20


@dataclass(frozen=True)
class Preparation:
    """How raw features become the fit's scaled units; arrays have shape (n_features,).

    Attributes
    ----------
    fill : ndarray
        Value that replaces an unknown one, in the feature's units: the sample's median.
    knots : dict of int to ndarray
        By position of the feature: for ``clip`` its lowest and highest value, for ``quantile`` its
        21 quantiles from 0 to 1; nothing for the other transforms.
    location, scale : ndarray
        In transformed units: mean and population standard deviation, or median and interquartile
        range. A constant feature has scale 1, as in scikit-learn.
    weights : ndarray
        Factor of a squared difference, 1 unless declared otherwise.
    """

    transforms: tuple[str, ...]
    fill: np.ndarray
    knots: dict[int, np.ndarray]
    location: np.ndarray
    scale: np.ndarray
    weights: np.ndarray

    def transformed(self, values: np.ndarray) -> np.ndarray:
        """Fill unknowns and transform; rows and columns as in `values`."""
        filled = np.where(np.isnan(values), self.fill, values)
        columns = [
            transformed(column, transform, self.knots.get(position))
            for position, (column, transform) in enumerate(
                zip(filled.T, self.transforms, strict=True)
            )
        ]
        return np.column_stack(columns)

    def scaled(self, values: np.ndarray) -> np.ndarray:
        """Fill, transform, scale and weight; rows and columns as in `values`."""
        return (self.transformed(values) - self.location) / self.scale * np.sqrt(self.weights)

    def in_own_units(self, center: np.ndarray) -> np.ndarray:
        """A point in transformed units, converted back to the features' units, (n_features,)."""
        own = []
        for position, (value, transform) in enumerate(zip(center, self.transforms, strict=True)):
            if transform == "log1p":
                value = np.sign(value) * np.expm1(abs(value))
            elif transform == "quantile":
                knots = self.knots[position]
                value = np.interp(value, np.linspace(0, 1, len(knots)), knots)
            own.append(value)
        return np.array(own)


def transformed(column: np.ndarray, transform: str, knots: np.ndarray | None) -> np.ndarray:
    """Apply a transform to the values of one feature.

    Parameters
    ----------
    column : ndarray of shape (n_rows,)
        Values in the feature's own units, none unknown.
    transform : str
        ``none``; ``log1p``, the signed logarithm ``sign(x) * log1p(abs(x))``, so that net revenue
        below zero (more returned than bought) keeps its order; ``clip``, to between its two knots;
        ``quantile``, the share of the sample below, by straight lines between its knots. A value on
        several knots gets the middle of their shares, as in scikit-learn's `QuantileTransformer`.
    knots : ndarray or None
        As in `Preparation`.

    Returns
    -------
    ndarray of shape (n_rows,)

    Raises
    ------
    ValueError
        If the transform is unknown.
    """
    if transform == "none":
        return column
    if transform == "log1p":
        return np.sign(column) * np.log1p(np.abs(column))
    if transform == "clip":
        return np.clip(column, *knots)
    if transform == "quantile":
        total = np.zeros(len(column))
        for low, high in zip(knots[:-1], knots[1:], strict=True):
            if high > low:
                total += np.clip((column - low) / (high - low), 0, 1)
            else:
                total += (np.sign(column - low) + 1) / 2
        total = np.where(column >= knots[-1], len(knots) - 1, total)
        return np.where(column <= knots[0], 0, total) / (len(knots) - 1)
    raise ValueError(f"transform '{transform}' is not one of none, log1p, clip, quantile")


def prepare(spec: Spec, values: np.ndarray) -> Preparation:
    """Learn from a sample how to fill, transform and scale.

    Parameters
    ----------
    spec : Spec
        The segmentation.
    values : ndarray of shape (n_rows, n_features)
        The sample in the features' own units; NaN is unknown.

    Returns
    -------
    Preparation

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
    shares = {"clip": CLIPPED_SHARES, "quantile": np.linspace(0, 1, QUANTILE_PIECES + 1)}
    fill = np.nanmedian(values, axis=0)
    filled = np.where(np.isnan(values), fill, values)
    knots = {
        position: np.maximum.accumulate(np.quantile(filled[:, position], shares[transform]))
        for position, transform in enumerate(spec.transforms)
        if transform in shares
    }
    raw = Preparation(
        spec.transforms, fill, knots, np.zeros(len(fill)), np.ones(len(fill)), np.ones(len(fill))
    )
    scaler = RobustScaler() if spec.scaling == "robust" else StandardScaler()
    scaler.fit(raw.transformed(values))
    location = scaler.center_ if spec.scaling == "robust" else scaler.mean_
    return Preparation(
        spec.transforms, fill, knots, location, scaler.scale_, np.array(spec.weights, dtype=float)
    )


def components(spec: Spec, scaled: np.ndarray) -> np.ndarray:
    """The directions that distances are measured along.

    Parameters
    ----------
    spec : Spec
        The segmentation; its `reduce` is a number of principal components, a share of variance
        that they have to keep, or None.
    scaled : ndarray of shape (n_rows, n_features)

    Returns
    -------
    ndarray of shape (n_components, n_features)
        Orthonormal rows: the features themselves, or principal components. A point of the space is
        ``scaled @ components.T``. The mean is not subtracted, since it cancels in distances.

    Raises
    ------
    CannotFitError
        If there are fewer customers than components.
    """
    if spec.reduce is None:
        return np.eye(scaled.shape[1])
    if spec.reduce >= 1 and len(scaled) < spec.reduce:
        raise CannotFitError(
            f"Segmentation '{spec.segmentation}': {len(scaled)} customer(s) in the population, "
            f"fewer than the {spec.reduce:.0f} components of reduce.pca; add data or lower it."
        )
    count = int(spec.reduce) if spec.reduce >= 1 else float(spec.reduce)
    return PCA(n_components=count, svd_solver="full").fit(scaled).components_
