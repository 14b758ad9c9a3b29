"""The projection of a fit: the two directions in which its customers differ most."""

from __future__ import annotations

import duckdb
import numpy as np
import pytest
from harness import Project
from report_pages import read
from sklearn.decomposition import PCA

from centroid.fits.projection import project
from centroid.report.page import page


@pytest.fixture(scope="module")
def values() -> np.ndarray:
    chance = np.random.default_rng(7)
    return chance.normal(size=(300, 4)) @ np.diag([3, 2, 1, 0.5]) + [5, 0, -2, 1]


def test_the_axes_are_the_principal_components(values):
    found, reference = project(values), PCA(2, svd_solver="full").fit(values)
    np.testing.assert_allclose(found.variance_shares, reference.explained_variance_ratio_)
    np.testing.assert_allclose(np.abs(found.loadings), np.abs(reference.components_))
    np.testing.assert_allclose(np.abs(found.points), np.abs(reference.transform(values)))


def test_an_axis_points_to_where_its_strongest_feature_grows(values):
    for sample in (values, -values, values[:, ::-1]):
        found = project(sample)
        for axis in (0, 1):
            strongest = np.abs(found.loadings[axis]).argmax()
            assert found.loadings[axis, strongest] > 0
            assert np.corrcoef(found.points[:, axis], sample[:, strongest])[0, 1] > 0.9


@pytest.mark.parametrize(
    "flat",
    [
        np.ones((5, 3)),
        np.arange(6.0)[:, None],
        np.outer(np.arange(6.0), [1.0, 2.0]),
        np.ones((1, 3)),
    ],
)
def test_customers_who_differ_in_one_direction_are_not_projected(flat):
    assert project(flat) is None


def test_a_fit_keeps_some_points_of_its_sample_without_ids(demo: Project):
    (rows,) = demo.query(
        """select count(*), count(distinct fit_id), max(point_number), bool_or(is_outlier),
            count(x) + count(y), count(segment_id) from fits.projected_points"""
    )
    assert rows == (2000, 5, 400, True, 4000, 2000)
    columns = demo.frame("from fits.projected_points limit 0").columns
    assert "customer_id" not in columns
    # The feature that an axis shows most is what its points differ in: VIPs order most.
    assert demo.query(
        """select segment_name from fits.projected_points join segments.segments
            using (segmentation, segment_id) where segmentation = 'value'
            group by all order by avg(x) desc limit 1"""
    ) == [("VIP Champions",)]


def test_a_projection_that_keeps_less_than_half_is_not_drawn(demo: Project):
    kept = dict(
        demo.query(
            """select segmentation, axis_1_variance_share + axis_2_variance_share
            from fits.segmentation_fits where is_active"""
        )
    )
    with duckdb.connect(str(demo.published), read_only=True) as connection:
        report = read(page(connection))
    assert {share >= 0.5 for share in kept.values()} == {True, False}
    for segmentation, share in kept.items():
        name = f"projection-{segmentation}"
        assert (name in report.figures) == (share >= 0.5)
        assert (name in report.missing) == (share < 0.5)


def test_the_report_tells_what_segments_explain_beside_rfm(demo: Project):
    (own,) = demo.query(
        """select explained_share from fits.explained_outcomes where segmentation = 'value'
            and described_by = 'segment' and outcome = 'net_revenue_next_90d'"""
    )[0]
    # By hand: between the segments' means, of all variance, less chance.
    (by_hand,) = demo.query(
        """with tested as (from fits.validation_outcomes where segmentation = 'value'),
        groups as (select segment_id, count(*) as n, avg(net_revenue_next_90d) as mean,
            var_pop(net_revenue_next_90d) * count(*) as within from tested group by 1),
        total as (select count(*) as n, avg(net_revenue_next_90d) as mean,
            var_pop(net_revenue_next_90d) * count(*) as variance from tested)
        select (sum(groups.n * (groups.mean - total.mean) ** 2)
            - (count(*) - 1) * sum(within) / (any_value(total.n) - count(*)))
            / any_value(total.variance) from groups, total"""
    )[0]
    assert own == pytest.approx(by_hand)
    with duckdb.connect(str(demo.published), read_only=True) as connection:
        figure = read(page(connection)).figures["explained-value"]
    assert f"{own:.0%}" in figure.title
