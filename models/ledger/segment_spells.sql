-- noqa: disable=LT02
{{ config(materialized='view') }}

-- Every spell that has ended is in the ledger, as what a customer changed from. The others are in the state of the last
-- day of their classification; one that is no longer declared ended with that day.
with last_days as (
    select
        classification,
        max(observed_on) as observed_on
    from {{ ref('segment_state') }}
    group by classification
)

select
    customer_id,
    classification,
    from_segment as segment,
    from_since as valid_from,
    observed_on as valid_to
from {{ ref('segment_changes') }}
where from_segment is not null
union all
select
    state.customer_id,
    state.classification,
    state.segment,
    state.segment_since as valid_from,
    case
        when state.classification not in (
            {%- for classification in classifications() %}
            '{{ classification.name }}'{{ ',' if not loop.last }}
            {%- endfor %}
        )
            then cast({{ dbt.dateadd('day', 1, 'state.observed_on') }} as date)
    end as valid_to
from {{ ref('segment_state') }} as state
inner join last_days
    on state.classification = last_days.classification
    and state.observed_on = last_days.observed_on
where state.segment is not null
