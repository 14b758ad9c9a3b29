"""What customers did after they were assigned, against the order lines themselves."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest
from harness import NO_TESTS, Project

FITTED_ON = date(2024, 1, 31)


@pytest.fixture(scope="module")
def validated(small: Project) -> Project:
    """A fit of January in May, when the 90 days after it are over."""
    project = small.copy("validated")
    project.dbt(
        "build",
        *NO_TESTS,
        *("--select", "+segment_assignments"),
        as_of_date=str(FITTED_ON),
        keep_look=True,
    ).succeeded()
    project.earlier = project.frame(
        "select customer_id, fit_id, raw_segment_id from segments.segment_assignments "
        f"where as_of_date = date '{FITTED_ON}' and raw_segment_id is not null "
        "and segmentation = 'value'"
    )
    project.dbt("build", *NO_TESTS, "--select", "+segment_validation").succeeded()
    return project


def outcomes(project: Project, first: date) -> pd.DataFrame:
    """Revenue and orders of each customer in the 90 days after a day, from the lines."""
    lines = pd.DataFrame(project.lines, columns=["order_id", "customer_id", "at", "amount"])
    days = pd.to_datetime(lines["at"]).dt.date
    inside = lines[(days > first) & (days <= first + timedelta(days=90))]
    groups = inside.assign(amount=inside.amount.astype(float)).groupby("customer_id")
    return pd.DataFrame({"revenue": groups.amount.sum(), "orders": groups.order_id.nunique()})


def test_a_fit_is_tested_on_what_it_could_not_see(validated):
    assert validated.earlier.fit_id.nunique() == 1
    found = validated.frame(
        "from fits.segment_validation where segmentation = 'value' order by segment_id"
    )
    assert (found.fit_id == validated.earlier.fit_id[0]).all()
    assert found.is_after_fit.all()
    assert (found.as_of_date.dt.date == FITTED_ON).all()
    customers = validated.earlier.join(outcomes(validated, FITTED_ON), on="customer_id").fillna(0)
    groups = customers.groupby("raw_segment_id")
    assert found.segment_id.tolist() == list(groups.groups)
    assert found.customer_count.tolist() == groups.size().tolist()
    assert found.net_revenue_next_90d.tolist() == pytest.approx(groups.revenue.mean().tolist())
    assert found.order_count_next_90d.tolist() == pytest.approx(groups.orders.mean().tolist())
    came_back = customers.orders.gt(0).groupby(customers.raw_segment_id).mean()
    assert found.retained_share_next_90d.tolist() == pytest.approx(came_back.tolist())


def test_without_a_later_window_the_active_fit_looks_back(small):
    found = small.frame("from fits.segment_validation where segmentation = 'value'")
    active = small.query(
        "select fit_id from fits.segmentation_fits where is_active and segmentation = 'value'"
    )
    assert set(found.fit_id) == {active[0][0]}
    assert not found.is_after_fit.any()
    # The last month end whose next 90 days end by 20 May.
    assert set(found.as_of_date.dt.date) == {FITTED_ON}
