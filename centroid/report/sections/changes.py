"""What is not as it was in the last report."""

from __future__ import annotations

from centroid.report.data import Published
from centroid.report.figure import Figure, Missing, Section
from centroid.report.wording import Wording


def changes(published: Published, wording: Wording) -> list[Section]:
    """The section."""
    table = published.table(
        """select lineage.segmentation, lineage.segment_id, segments.segment_name,
    lineage.relation, lineage.previous_segment_id, lineage.share_of_previous
from fits.segment_lineage as lineage
inner join fits.segmentation_fits as fits
    on lineage.fit_id = fits.fit_id and fits.is_active and fits.previous_fit_id is not null
left join segments.segments as segments
    on lineage.segmentation = segments.segmentation and lineage.segment_id = segments.segment_id
order by lineage.segmentation, lineage.segment_id, lineage.previous_segment_id"""
    )
    if not len(table):
        block: Figure | Missing = Missing(
            "lineage",
            "Segments that are new, split or merged",
            "No segmentation was fitted a second time yet, so every segment is as it was.",
        )
    else:
        kept = sum(1 for row in table if row.relation == "kept")
        block = Figure(
            "lineage",
            f"{kept} of {len(table)} segments were kept by the last fit",
            "Which segment of the fit before each one continues.",
            table,
        )
    later = Missing(
        "renamed",
        "Names and settings",
        "What was called or set otherwise in the last report needs the history of what was "
        "published; it begins with a later version.",
    )
    return [Section("changes", "What changed", [block, later])]
