{{ config(materialized='view') }}

select
    state.customer_id,
    state.classification,
    state.observed_on,
    state.moved_from as from_segment,
    state.moved_from_since as from_since,
    state.segment as to_segment,
    state.move,
    state.no_segment_reason as reason,
    state.fit_id,
    state.settings_digest,
    steps.previous_fit_id,
    steps.previous_settings_digest,
    steps.is_backfilled
from {{ ref('segment_state') }} as state
inner join {{ ref('ledger_steps') }} as steps
    on state.classification = steps.classification
    and state.observed_on = steps.as_of_date
where state.move is not null
