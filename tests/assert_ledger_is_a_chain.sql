-- Every change begins where the one before it ended, and the last one ended where the customer is now.
with changes as (
    select
        *,
        lag(to_segment) over (partition by customer_id, classification order by observed_on) as segment_before,
        -- The same window as above, so that the ledger is sorted once.
        lead(observed_on) over (partition by customer_id, classification order by observed_on) is null as is_last
    from {{ ref('segment_changes') }}
),

last_changes as (
    select *
    from changes
    where is_last
),

latest as (
    select
        classification,
        max(observed_on) as observed_on
    from {{ ref('segment_state') }}
    group by classification
),

now as (
    select state.*
    from {{ ref('segment_state') }} as state
    inner join latest
        on state.classification = latest.classification
        and state.observed_on = latest.observed_on
)

select
    changes.customer_id,
    changes.classification,
    changes.observed_on,
    changes.segment_before as expected,
    changes.from_segment as found
from changes
where coalesce(changes.segment_before, '') <> coalesce(changes.from_segment, '')
union all
select
    coalesce(changes.customer_id, now.customer_id) as customer_id,
    coalesce(changes.classification, now.classification) as classification,
    now.observed_on,
    changes.to_segment as expected,
    now.segment as found
from last_changes as changes
full outer join now
    on changes.customer_id = now.customer_id
    and changes.classification = now.classification
where coalesce(changes.to_segment, '') <> coalesce(now.segment, '')
