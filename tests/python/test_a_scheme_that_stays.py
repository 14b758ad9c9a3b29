"""The number of segments and their ids over refits of a small sample whose groups change."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from centroid.fits.due import fits_of
from centroid.fits.registry import in_use_of
from tools.bench.refits import refits, summary

MONTHS = [date(2026, month, 28) for month in range(1, 6)]
# A group more from March on.
SPLIT = date(2026, 3, 1)
CENTERS = np.array([[0.0, 0.0], [30.0, 0.0], [0.0, 30.0], [30.0, 30.0]])
SPEC = {
    "segmentation": "style",
    "spec_hash": "a" * 32,
    "algorithm": "kmeans",
    "minimum_segments": 2,
    "maximum_segments": 5,
    "scaling": "standard",
    "reduce_pca": None,
    "covariance": "diagonal",
    "minimum_share": 0.02,
    "minimum_stability": 0.6,
    "outlier_quantile": 0.99,
    "seed": 5,
    "is_refit_asked": False,
    "unmet_needs": None,
    "micro_target_size": None,
    "micro_minimum_size": None,
}
DECLARED = pd.DataFrame(
    [
        {
            "segmentation": "style",
            "feature_position": position,
            "feature": feature,
            "transform": "none",
            "weight": 1.0,
        }
        for position, feature in enumerate(["width", "depth"], start=1)
    ]
)
NO_CUSTOM_ROWS = pd.DataFrame(
    columns=["segmentation", "segment_id", "center_id", "component", "feature", "center",
             "weight", "intercept"]
)  # fmt: skip


def sample_on(name: str, day: date) -> pd.DataFrame:
    """400 customers in three groups, four from March on, a little other every month."""
    chance = np.random.default_rng(day.month)
    group = np.arange(400) % 4
    if day < SPLIT:
        group = np.minimum(group, 2)
    points = CENTERS[group] + 2 * chance.normal(size=(400, 2))
    return pd.DataFrame(
        {
            "customer_id": [f"c{number}" for number in range(400)],
            "sample_position": np.arange(400) + 1,
            "population_size": 400,
            "width": points[:, 0],
            "depth": points[:, 1],
        }
    )


@pytest.fixture(scope="module")
def monthly() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Five fits: two before there is a fourth group, three after."""
    return refits(
        pd.DataFrame([SPEC]),
        DECLARED,
        MONTHS,
        sample_on,
        lambda names, day: sample_on("style", day)[["customer_id", *names]],
        NO_CUSTOM_ROWS,
    )


def test_a_change_is_announced_by_one_refit_and_made_by_the_next(monthly):
    steps, _ = monthly
    assert steps.segment_count.tolist() == [3, 3, 3, 4, 4]
    assert steps.challenger.fillna(0).tolist() == [0, 0, 4, 0, 0]
    assert "k = 4 has separated better since 2026-03-28, now by " in steps.reason[2]
    assert steps.reason[3].startswith(
        "k = 4 takes the place of k = 3, as it has been better since 2026-03-28, at two refits"
    )
    (row,) = summary(steps)
    assert (row["changes"], row["changes_announced"], row["announcements"]) == (1, 1, 1)


def test_customers_keep_their_ids_where_nothing_changed(monthly):
    steps, _ = monthly
    assert steps.kept_share[[1, 4]].min() == 1
    # The new group leaves the segment it was part of: that ends, the other two go on.
    assert steps.kept_share[3] == pytest.approx(0.5, abs=0.05)


def test_the_sampling_error_and_the_announcement_are_in_the_registry(monthly):
    _, registry = monthly
    first, *later = sorted(registry.fit_id.unique())
    candidates = registry[registry.record == "candidate"]
    errors = candidates[candidates.measure == "separation_lead_error"]
    assert first not in set(errors.fit_id)
    assert set(later) == set(errors.fit_id)
    assert errors.value[errors.segment_count == 5].gt(0).all()
    announcing = registry[(registry.record == "fit") & (registry.fit_id == later[1])]
    facts = announcing.set_index("measure")
    assert facts.value["challenger_segment_count"] == 4
    assert facts.text["challenger_since"] == "2026-03-28"
    assert facts.text["announcement"].startswith("k = 4 has separated better since 2026-03-28")


def test_a_second_refit_of_the_day_is_no_second_witness(monthly):
    _, registry = monthly
    upto = registry[registry.fit_id <= "style-20260328-aaaaaaaa"]
    known = fits_of(upto)
    active = known.iloc[-1].to_dict()
    same_day = in_use_of(active, known, SPEC, date(2026, 3, 28))
    assert (same_day.segment_count, same_day.announced) == (3, None)
    next_day = in_use_of(active, known, SPEC, date(2026, 3, 29))
    assert (next_day.announced, next_day.since) == (4, date(2026, 3, 28))
    # A changed specification chooses afresh, as does a first fit.
    assert in_use_of(None, known, SPEC, date(2026, 3, 29)) is None
    assert in_use_of(active, known, SPEC | {"spec_hash": "b" * 32}, date(2026, 3, 29)) is None


def test_fits_of_earlier_versions_announce_nothing(monthly):
    _, registry = monthly
    old = registry[~registry.measure.isin(["challenger_segment_count", "challenger_since"])]
    known = fits_of(old)
    in_use = in_use_of(known.iloc[-1].to_dict(), known, SPEC, date(2026, 7, 28))
    assert (in_use.segment_count, in_use.announced, in_use.since) == (4, None, None)
