"""Monthly refits of the demo: how many customers keep their segment's id."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from harness import Project

from centroid.fits.registry import new_fits

FEATURES = [
    "recency_days",
    "order_count_365d",
    "net_revenue_365d",
    "order_count_90d",
    "net_revenue_90d",
]


@pytest.fixture(scope="module")
def monthly(demo: Project) -> pd.DataFrame:
    """The registry after seven fits a month apart with k = 5, through the functions of a build."""
    days = demo.query("select as_of_date from features.observation_dates order by 1")
    specs = demo.frame("from fits.segmentation_specs where segmentation = 'value'")
    # Five segments hold less well than the gates ask, and a rejected refit moves nobody.
    specs = specs.assign(
        minimum_segments=5, maximum_segments=5, refit_every_days=28, minimum_stability=0.01
    )
    declared = demo.frame("from fits.segmentation_features where segmentation = 'value'")
    custom_rows = demo.frame("from fits.custom_parameters")
    registered = None
    for (day,) in days[-7:]:
        features = demo.frame(
            f"select * from features.wide_features where as_of_date = date '{day}' "
            "and order_count_365d >= 1 and net_revenue_365d > 0 "
            "order by md5(concat(customer_id, '0')), customer_id"
        )
        sample = features[["customer_id", *FEATURES]].assign(
            sample_position=np.arange(len(features)), population_size=len(features)
        )
        fresh = new_fits(
            specs,
            declared,
            registered,
            day,
            lambda name, sample=sample: sample,
            lambda names, features=features: features[["customer_id", *names]],
            custom_rows,
        )
        assert fresh.fit_id.nunique() == 1, day
        registered = fresh if registered is None else pd.concat([registered, fresh])
    return registered


def test_monthly_refits_keep_customers_on_their_id(monthly):
    lineage = monthly[monthly.record == "lineage"].pivot(
        index=["fit_id", "segment_id", "item"], columns="measure", values=["value", "text"]
    )
    kept = lineage[lineage["text", "relation"] == "kept"]["value", "shared_count"]
    headers = monthly[(monthly.record == "fit") & (monthly.measure == "sample_size")]
    sizes = headers.set_index("fit_id").value
    shares = kept.groupby("fit_id").sum().astype(float) / sizes[1:].astype(float)
    assert len(shares) == 6
    assert shares.median() >= 0.93, shares
    assert shares.min() >= 0.88, shares


def test_the_refits_are_nearly_as_good_as_fits_from_scratch(monthly):
    from_scratch = monthly[(monthly.record == "candidate") & (monthly.measure == "inertia")]
    by_count = from_scratch.pivot(index="fit_id", columns="segment_count", values="value")
    # Inertia falls with every segment, or the refit has lost more than a segment is worth.
    assert (by_count[5] < by_count[4]).all()
