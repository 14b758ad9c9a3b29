-- Every change begins where the one before it ended, and the last one ended where the customer is now. Of customers who
-- changed on the days that the state has: no build touches the others, and the ledger grows for years.
with kept_days as (
    select
        classification,
        min(observed_on) as first_on,
        max(observed_on) as observed_on
    from {{ ref('segment_state') }}
    group by classification
),

movers as (
    select distinct
        changes.customer_id,
        changes.classification
    from {{ ref('segment_changes') }} as changes
    inner join kept_days
        on changes.classification = kept_days.classification
        and changes.observed_on >= kept_days.first_on
),

changes as (
    select
        changes.*,
        lag(changes.to_segment) over (
            partition by changes.customer_id, changes.classification order by changes.observed_on
        ) as segment_before,
        -- The same window as above, so that the rows are sorted once.
        lead(changes.observed_on) over (
            partition by changes.customer_id, changes.classification order by changes.observed_on
        ) is null as is_last
    from {{ ref('segment_changes') }} as changes
    inner join movers
        on changes.customer_id = movers.customer_id
        and changes.classification = movers.classification
),

now as (
    select state.*
    from {{ ref('segment_state') }} as state
    inner join kept_days
        on state.classification = kept_days.classification
        and state.observed_on = kept_days.observed_on
)

select
    customer_id,
    classification,
    observed_on,
    segment_before as expected,
    from_segment as found
from changes
where coalesce(segment_before, '') <> coalesce(from_segment, '')
union all
select
    changes.customer_id,
    changes.classification,
    changes.observed_on,
    changes.to_segment as expected,
    now.segment as found
from changes
left join now
    on changes.customer_id = now.customer_id
    and changes.classification = now.classification
where changes.is_last
    and coalesce(changes.to_segment, '') <> coalesce(now.segment, '')
