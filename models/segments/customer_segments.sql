with assignments as (
    select *
    from {{ ref('segment_assignments') }}
    where as_of_date = (select as_of.as_of_date from {{ ref('as_of') }} as as_of)
)

select
    assignments.customer_id,
    assignments.segmentation,
    assignments.raw_segment_id as segment_id,
    segments.segment_name,
    assignments.distance,
    assignments.runner_up_segment_id,
    assignments.runner_up_distance,
    assignments.margin,
    assignments.filled_feature_count,
    assignments.no_segment_reason,
    assignments.as_of_date,
    assignments.fit_id
from assignments
left join {{ ref('segments') }} as segments
    on assignments.segmentation = segments.segmentation
    and assignments.raw_segment_id = segments.segment_id
