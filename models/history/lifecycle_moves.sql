-- Periods are joined first, so that each date meets the one before it and no other.
with moves as (
    select
        periods.as_of_date,
        before.lifecycle_stage as from_stage,
        now.lifecycle_stage as to_stage,
        coalesce(
            now.recency_days < {{ days_between('periods.previous_as_of_date', 'periods.as_of_date') }}, false
        ) as has_ordered
    from {{ ref('periods') }} as periods
    inner join {{ ref('wide_features') }} as now on periods.as_of_date = now.as_of_date
    left join {{ ref('wide_features') }} as before
        on periods.previous_as_of_date = before.as_of_date
        and now.customer_id = before.customer_id
    where periods.previous_as_of_date is not null
)

select
    as_of_date,
    from_stage,
    to_stage,
    has_ordered,
    count(*) as customer_count
from moves
group by as_of_date, from_stage, to_stage, has_ordered
