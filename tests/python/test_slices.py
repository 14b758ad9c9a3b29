"""The features of a date are joined slice by slice where there are many customers."""

from __future__ import annotations

import pytest
from harness import Project


@pytest.mark.parametrize(("customers_per_slice", "slices"), [(300, 9), (0, 1)])
def test_features_are_the_same_in_any_number_of_slices(demo: Project, customers_per_slice, slices):
    project = demo.copy(f"slices_{slices}")
    models = ["customer_slices", "customer_features"]
    project.dbt(
        "run", "--full-refresh", "--select", *models, customers_per_slice=customers_per_slice
    ).succeeded()

    assert project.query("select count(*) from features.customer_slices") == [(slices,)]
    rows = "select count(*), sum(hash(features)) from features.customer_features as features"
    assert project.query(rows) == demo.query(rows)
