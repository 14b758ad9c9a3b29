-- noqa: disable=LT02
with changes as (
    select
        changes.customer_id,
        changes.classification,
        count(*) as change_count
    from {{ ref('segment_changes') }} as changes
    cross join {{ ref('as_of') }} as as_of
    where changes.from_segment is not null
        and changes.to_segment is not null
        and changes.observed_on > {{ dbt.dateadd('day', -365, 'as_of.as_of_date') }}
        and changes.observed_on <= as_of.as_of_date
    group by changes.customer_id, changes.classification
)

select
    latest.customer_id,
    latest.segmentation,
    latest.segment_id,
    names.segment_name,
    latest.segment_since,
    {{ days_between('latest.segment_since', 'latest.as_of_date') }} as days_in_segment,
    latest.previous_segment_id,
    previous_names.segment_name as previous_segment_name,
    case when latest.segment_id is not null then coalesce(changes.change_count, 0) end as changes_365d,
    latest.raw_segment_id,
    latest.raw_differs_since,
    latest.is_held,
    micro.micro_segment_id,
    latest.distance,
    latest.runner_up_segment_id,
    latest.runner_up_distance,
    latest.posterior,
    latest.margin,
    {{ confidence_band('latest.margin') }} as confidence,
    latest.is_outlier,
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
    latest.filled_feature_count,
    latest.no_segment_reason,
    latest.as_of_date,
    latest.fit_id
from {{ ref('current_segments') }} as latest
left join {{ ref('known_segment_names') }} as names
    on latest.segmentation = names.segmentation
    and latest.segment_id = names.segment_id
left join {{ ref('known_segment_names') }} as previous_names
    on latest.segmentation = previous_names.segmentation
    and latest.previous_segment_id = previous_names.segment_id
left join changes
    on latest.customer_id = changes.customer_id
    and latest.segmentation = changes.classification
left join {{ ref('micro_assignments') }} as micro
    on latest.customer_id = micro.customer_id
    and latest.segmentation = micro.segmentation
left join {{ ref('assignment_reasons') }} as reasons
    on latest.customer_id = reasons.customer_id
    and latest.segmentation = reasons.segmentation
