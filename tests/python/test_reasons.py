"""Why a customer is in a segment, and what would move it, against the fit itself."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from families import FAMILIES

from centroid.fits.registry import registered_fit

RANKS = (1, 2, 3)


@pytest.fixture(scope="module")
def explained(scored) -> SimpleNamespace:
    """The latest members of a segmentation with their reasons, and the fit read back."""
    project, name = scored.project, scored.name
    fit = registered_fit(
        project.frame(f"from fits.fit_registry where fit_id = '{scored.fit['fit_id']}'")
    )
    reasons = project.frame(f"from segments.assignment_reasons where segmentation = '{name}'")
    latest = scored.members[scored.members.as_of_date == scored.members.as_of_date.max()]
    rows = latest.drop(columns="index").merge(reasons, on="customer_id", suffixes=("", "_again"))
    assert len(rows) == len(latest) == len(reasons)
    values = rows[fit.features].to_numpy(dtype=float, na_value=np.nan)
    return SimpleNamespace(
        name=name,
        fit=fit,
        rows=rows,
        values=values,
        transformed=fit.preparation.transformed(values),
    )


def test_contributions_are_what_each_feature_adds_to_the_lead(explained):
    fit, rows = explained.fit, explained.rows
    matrices = np.einsum("kcf,kcg->kfg", fit.parameters.weights, fit.parameters.weights)

    def parts(centers: pd.Series) -> np.ndarray:
        index = centers.to_numpy(dtype=int) - 1
        offsets = explained.transformed - fit.parameters.centers[index]
        return offsets * np.einsum("nfg,ng->nf", matrices[index], offsets) / 2

    wanted = parts(rows.runner_up_center_id) - parts(rows.center_id)
    # All of them with the intercepts are the lead.
    intercepts = fit.parameters.intercepts
    own, other = rows.center_id.astype(int) - 1, rows.runner_up_center_id.astype(int) - 1
    scores = intercepts - fit.parameters.squared_distances(explained.transformed) / 2
    everybody = np.arange(len(rows))
    np.testing.assert_allclose(
        wanted.sum(axis=1) + intercepts[own] - intercepts[other],
        scores[everybody, own] - scores[everybody, other],
        rtol=1e-9,
        atol=1e-9,
    )
    shares = wanted / np.abs(wanted).sum(axis=1, keepdims=True)
    ranked = np.sort(np.abs(shares), axis=1)[:, ::-1]
    for rank in RANKS:
        given = rows[f"deciding_feature_{rank}"].map(fit.features.index).to_numpy()
        contributions = rows[f"contribution_{rank}"].to_numpy()
        np.testing.assert_allclose(contributions, shares[everybody, given], rtol=0, atol=1e-9)
        np.testing.assert_allclose(np.abs(contributions), ranked[:, rank - 1], rtol=0, atol=1e-9)
    chosen = rows[[f"deciding_feature_{rank}" for rank in RANKS]]
    assert (chosen.nunique(axis=1) == len(RANKS)).all()


def moved(explained: SimpleNamespace, share: float) -> np.ndarray:
    """The segments of customers who go a share of the way of their change."""
    rows = explained.rows
    feature = rows.change_feature.map(explained.fit.features.index).to_numpy()
    everybody = np.arange(len(rows))
    transformed = explained.transformed.copy()
    end = explained.values.copy()
    end[everybody, feature] = rows.change_to
    end = explained.fit.preparation.transformed(end)[everybody, feature]
    start = transformed[everybody, feature]
    transformed[everybody, feature] = start + share * (end - start)
    nearest = explained.fit.parameters.nearest(transformed)
    return explained.fit.parameters.segment_ids[nearest]


@pytest.fixture(scope="module")
def movable(explained) -> SimpleNamespace:
    """Those whom a change would move."""
    if FAMILIES[explained.name].get("algorithm") == "hierarchical":
        assert explained.rows.change_feature.isna().all()
        pytest.skip("segments of several centers have no such formula")
    has_change = explained.rows.change_feature.notna().to_numpy()
    assert has_change.mean() > 0.95
    return SimpleNamespace(
        name=explained.name,
        fit=explained.fit,
        rows=explained.rows[has_change].reset_index(drop=True),
        values=explained.values[has_change],
        transformed=explained.transformed[has_change],
    )


def test_the_change_moves_the_customer_and_a_little_less_does_not(movable):
    rows = movable.rows
    np.testing.assert_array_equal(moved(movable, 1 - 1e-6), rows.raw_segment_id)
    np.testing.assert_array_equal(moved(movable, 1 + 1e-6), rows.change_segment_id)
    feature = rows.change_feature.map(movable.fit.features.index).to_numpy()
    own = movable.values[np.arange(len(rows)), feature]
    np.testing.assert_allclose(rows.change_from, own, rtol=0, atol=1e-9)


def test_no_smaller_change_of_one_feature_moves_the_customer(movable):
    fit, rows = movable.fit, movable.rows
    scale = fit.preparation.scale
    feature = rows.change_feature.map(fit.features.index).to_numpy()
    everybody = np.arange(len(rows))
    end = movable.values.copy()
    end[everybody, feature] = rows.change_to
    ends = fit.preparation.transformed(end)[everybody, feature]
    size = np.abs(ends - movable.transformed[everybody, feature]) / scale[feature]
    checked = 0
    for position, name in enumerate(fit.features):
        low, high = reach(movable, position, name)
        for share in (-0.999, -0.5, 0.5, 0.999):
            transformed = movable.transformed.copy()
            transformed[:, position] += share * size * scale[position]
            there = transformed[:, position]
            can = (there >= low) & (there <= high) & ~np.isnan(movable.values[:, position])
            segments = fit.parameters.segment_ids[fit.parameters.nearest(transformed)]
            np.testing.assert_array_equal(segments[can], rows.raw_segment_id[can])
            checked += can.sum()
    assert checked > len(rows)


def reach(movable: SimpleNamespace, position: int, name: str) -> tuple[float, float]:
    """What a transformed feature can be: shares stay within 1, counts do not fall below 0."""
    transform = movable.fit.preparation.transforms[position]
    if transform == "quantile":
        return 0.0, 1.0
    if transform == "clip":
        low, high = movable.fit.preparation.knots[position]
        return max(low, 0.0), high
    if name == "days_overdue":
        return -np.inf, np.inf
    if name == "revenue_trend_90d":
        return -1.0, 1.0
    return 0.0, 1.0 if "_share_" in name else np.inf


def test_probabilities_are_posteriors_or_memberships_of_every_segment(explained, families):
    found = families.frame(
        f"from segments.segment_probabilities where segmentation = '{explained.name}'"
    )
    wide = found.pivot(index="customer_id", columns="segment_id", values="probability")
    wide = wide.loc[explained.rows.customer_id]
    np.testing.assert_allclose(wide.sum(axis=1), 1, rtol=0, atol=1e-12)
    assert wide.idxmax(axis=1).tolist() == explained.rows.raw_segment_id.tolist()
    parameters = explained.fit.parameters
    distances = parameters.squared_distances(explained.transformed)
    is_posterior = FAMILIES[explained.name].get("algorithm") == "gaussian_mixture"
    assert (found.is_posterior == is_posterior).all()
    if is_posterior:
        scores = parameters.intercepts - distances / 2
        belonging = np.exp(scores - scores.max(axis=1, keepdims=True))
        np.testing.assert_allclose(wide.max(axis=1), explained.rows.posterior, rtol=0, atol=1e-9)
    else:
        # Of several centers of a segment the nearest counts.
        nearest = pd.DataFrame(distances.T).groupby(parameters.segment_ids).min()
        nearest = nearest.to_numpy().T
        lowest = nearest.min(axis=1, keepdims=True)
        # Whoever sits on a center belongs to it alone.
        belonging = np.divide(lowest, nearest, out=np.ones_like(nearest), where=nearest > lowest)
    belonging /= belonging.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(wide.to_numpy(), belonging, rtol=0, atol=1e-9)
