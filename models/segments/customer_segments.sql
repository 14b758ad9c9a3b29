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
    micro.micro_segment_id,
    assignments.distance,
    assignments.runner_up_segment_id,
    assignments.runner_up_distance,
    assignments.posterior,
    assignments.margin,
    {{ confidence_band('assignments.margin') }} as confidence,
    assignments.is_outlier,
    reasons.deciding_feature_1,
    reasons.contribution_1,
    reasons.deciding_feature_2,
    reasons.contribution_2,
    reasons.deciding_feature_3,
    reasons.contribution_3,
    reasons.change_feature,
    reasons.change_from,
    reasons.change_to,
    reasons.change_segment_id,
    assignments.filled_feature_count,
    assignments.no_segment_reason,
    assignments.as_of_date,
    assignments.fit_id
from assignments
left join {{ ref('segments') }} as segments
    on assignments.segmentation = segments.segmentation
    and assignments.raw_segment_id = segments.segment_id
left join {{ ref('micro_assignments') }} as micro
    on assignments.customer_id = micro.customer_id
    and assignments.segmentation = micro.segmentation
left join {{ ref('assignment_reasons') }} as reasons
    on assignments.customer_id = reasons.customer_id
    and assignments.segmentation = reasons.segmentation
