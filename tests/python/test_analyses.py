"""The analyses answer on the demo, and the nearest centroid in plain SQL is the scorer's."""

from __future__ import annotations

import pytest
from harness import ROOT, Project

ANALYSES = sorted(file.stem for file in (ROOT / "analyses").glob("*.sql"))


@pytest.fixture(scope="module")
def compiled(demo: Project) -> Project:
    project = demo.copy("analyses")
    project.dbt("compile", "--select", "path:analyses").succeeded()
    return project


@pytest.mark.parametrize("analysis", ANALYSES)
def test_an_analysis_has_rows(compiled, analysis):
    assert len(compiled.frame(compiled.compiled(analysis))) > 0


def test_the_nearest_centroid_is_the_segment(compiled):
    assert compiled.query(
        f"with nearest as ({compiled.compiled('nearest_centroid')}) "
        "select count(*), count(*) filter (nearest.segment_id = assigned.raw_segment_id) "
        "from nearest full join (from segments.customer_segments where segmentation = 'value' and "
        "raw_segment_id is not null) as assigned using (customer_id)"
    ) == compiled.query(
        "select count(*), count(*) from segments.customer_segments "
        "where segmentation = 'value' and segment_id is not null"
    )


def test_all_customers_bring_all_revenue_and_the_best_more_than_their_share(compiled):
    rows = compiled.frame(compiled.compiled("concentration_of_revenue"))
    assert rows.revenue_share.iloc[-1] == pytest.approx(1)
    assert (rows.revenue_share.iloc[:-1] > rows.customer_share.iloc[:-1]).all()


def test_a_move_is_to_another_segment(compiled):
    rows = compiled.frame(compiled.compiled("moves_between_segments"))
    assert (rows.segment_id != rows.previous_segment_id).all()
