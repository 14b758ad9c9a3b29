-- noqa: disable=LT02
select
    assignments.as_of_date,
    assignments.segmentation,
    assignments.raw_segment_id as segment_id,
    max(assignments.fit_id) as fit_id,
    count(*) as customer_count,
    {{ count_if("assignments.no_segment_reason = 'no_active_fit'") }} as without_fit_count,
    -- Below 0.1 the runner-up fits practically as well, as in confidence_band.
    {{ count_if('assignments.margin < 0.1') }} as borderline_count,
    {{ count_if('assignments.is_outlier') }} as outlier_count,
    {{ count_if('assignments.filled_feature_count > 0') }} as filled_count,
    {{ exact_total('assignments.margin') }} as margin_total,
    {{ exact_total(
        '(assignments.runner_up_distance - assignments.distance) / nullif(case when assignments.runner_up_distance '
        ~ '> assignments.distance then assignments.runner_up_distance else assignments.distance end, 0)'
    ) }} as separation_total
from {{ ref('segment_assignments') }} as assignments
where assignments.as_of_date in (
    select day.as_of_date
    from {{ ref('monitoring_day') }} as day
    union all
    select day.compared_on
    from {{ ref('monitoring_day') }} as day
)
group by assignments.as_of_date, assignments.segmentation, assignments.raw_segment_id
