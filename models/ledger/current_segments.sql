-- A look at an earlier day has nothing published of it, and shows what the fit says.
with state as (
    select state.*
    from {{ ref('segment_state') }} as state
    inner join {{ ref('as_of') }} as as_of on state.observed_on = as_of.as_of_date
    inner join {{ ref('ledger_steps') }} as steps
        on state.classification = steps.classification
        and state.observed_on = steps.as_of_date
),

published as (
    select
        assignments.*,
        case
            when assignments.raw_segment_id is not null
                then coalesce(cast(state.segment as bigint), assignments.raw_segment_id)
        end as segment_id,
        state.segment_since,
        cast(state.previous_segment as bigint) as previous_segment_id,
        state.raw_differs_since
    from {{ ref('segment_assignments') }} as assignments
    left join state
        on assignments.customer_id = state.customer_id
        and assignments.segmentation = state.classification
    where assignments.as_of_date = (select as_of.as_of_date from {{ ref('as_of') }} as as_of)
)

select
    customer_id,
    as_of_date,
    segmentation,
    fit_id,
    segment_id,
    raw_segment_id,
    raw_differs_since,
    raw_segment_id <> segment_id as is_held,
    segment_since,
    previous_segment_id,
    center_id,
    distance,
    runner_up_segment_id,
    runner_up_center_id,
    runner_up_distance,
    posterior,
    margin,
    is_outlier,
    filled_feature_count,
    no_segment_reason
from published
