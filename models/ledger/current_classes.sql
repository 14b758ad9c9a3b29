{{ config(materialized='view') }}

select
    state.customer_id,
    state.classification,
    state.previous_segment
from {{ ref('segment_state') }} as state
inner join {{ ref('ledger_steps') }} as steps
    on state.classification = steps.classification
    and state.observed_on = steps.as_of_date
inner join {{ ref('as_of') }} as as_of on steps.as_of_date = as_of.as_of_date
where state.classification in ('rfm_class', 'lifecycle_stage')
