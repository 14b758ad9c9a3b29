"""Features are joined, and assignments explained, slice by slice where there are many customers."""

from __future__ import annotations

import pytest
from harness import Project, digest


@pytest.mark.parametrize(
    ("customers_per_slice", "slices"), [(300, 9), pytest.param(0, 1, marks=pytest.mark.long)]
)
def test_rows_are_the_same_in_any_number_of_slices(demo: Project, customers_per_slice, slices):
    project = demo.copy(f"slices_{slices}")
    models = ["customer_slices", "customer_features", "assignment_reasons"]
    project.dbt(
        "run", "--full-refresh", "--select", *models, customers_per_slice=customers_per_slice
    ).succeeded()

    assert project.query("select count(*) from features.customer_slices") == [(slices,)]
    for table in ["features.customer_features", "segments.assignment_reasons"]:
        with project.connection() as sliced, demo.connection() as whole:
            assert digest(sliced, table) == digest(whole, table), table
