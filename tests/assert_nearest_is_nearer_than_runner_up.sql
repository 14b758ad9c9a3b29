-- Mixtures and custom parameters with intercepts rank by score, so the nearest center need not win.
select
    assignments.customer_id,
    assignments.as_of_date,
    assignments.segmentation,
    assignments.raw_segment_id,
    assignments.distance,
    assignments.runner_up_segment_id,
    assignments.runner_up_distance,
    assignments.margin
from {{ ref('segment_assignments') }} as assignments
left join {{ ref('segmentation_fits') }} as fits on assignments.fit_id = fits.fit_id
where assignments.raw_segment_id = assignments.runner_up_segment_id
    or assignments.margin < 0
    or assignments.margin > 1
    or (
        fits.algorithm in ('kmeans', 'hierarchical')
        and assignments.distance > assignments.runner_up_distance
    )
