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
    -- The segments of a fit that took the place of the one promoted are not in its lineage.
    and (fits.promoted_on is null or fits.status = 'rejected')
left join segments.segments as segments
    on lineage.segmentation = segments.segmentation and lineage.segment_id = segments.segment_id
order by lineage.segmentation, lineage.segment_id, lineage.previous_segment_id"""
    )
    if not len(table):
        block: Figure | Missing = Missing(
            "lineage",
            "Segments that are new, split or merged",
            "No fit in use is a refit: each is the first one, or was put back in use.",
        )
    else:
        kept = sum(1 for row in table if row.relation == "kept")
        block = Figure(
            "lineage",
            f"{kept} of {len(table)} segments were kept by the last fit",
            "Which segment of the fit before each one continues.",
            table,
        )
    return [Section("changes", "What changed", [block, announced(published), renamed(published)])]


def announced(published: Published) -> Figure | Missing:
    """The numbers of segments that the next refits may change to."""
    table = published.table(
        """select fits.segmentation, fits.segment_count, fits.challenger_segment_count,
    fits.challenger_since, fits.announcement
from fits.segmentation_fits as fits
inner join fits.segmentation_fits as active
    on fits.segmentation = active.segmentation and fits.spec_hash = active.spec_hash
    and active.is_active
where fits.status in ('fitted', 'below_gates', 'rejected')
qualify row_number() over (
    partition by fits.segmentation order by fits.as_of_date desc, fits.attempt desc
) = 1 and fits.challenger_segment_count is not null
order by fits.segmentation"""
    )
    title = "Numbers of segments that may change"
    if not len(table):
        return Missing(
            "announced",
            title,
            "No refit found another number of segments better than the one in use.",
        )
    number = f"{len(table)} segmentation{'' if len(table) == 1 else 's'}"
    return Figure(
        "announced",
        f"The next refit may change the number of segments of {number}",
        "A refit that finds the same again changes to the number that it names.",
        table,
    )


def renamed(published: Published) -> Figure | Missing:
    """The segments that have had another name."""
    table = published.table(
        """select segmentation, segment_id, previous_name, segment_name, named_on
from segments.segments
where previous_name is not null
order by named_on desc, segmentation, segment_id"""
    )
    if not len(table):
        return Missing(
            "renamed",
            "Segments with another name",
            "Every segment has the name under which it was first published.",
        )
    number = f"{len(table)} segment{' has' if len(table) == 1 else 's have'}"
    return Figure(
        "renamed",
        f"{number} had another name before",
        "A name stays while it is true of the segment's customers. Who plans with the old name "
        "reads here what it is called now.",
        table,
    )
