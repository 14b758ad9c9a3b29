with weekly as (
    select
        orders.store_id,
        cast(floor({{ days_between('orders.ordered_on', 'day.as_of_date') }} / 7.0) as bigint) as weeks_ago,
        count(*) as order_count
    from {{ ref('orders') }} as orders
    cross join {{ ref('monitoring_day') }} as day
    where orders.is_purchase
        and orders.store_id is not null
        and orders.ordered_on > {{ dbt.dateadd('day', -70, 'day.as_of_date') }}
        and orders.ordered_on <= day.as_of_date
    group by orders.store_id, cast(floor({{ days_between('orders.ordered_on', 'day.as_of_date') }} / 7.0) as bigint)
),

stores as (
    select
        store_id,
        {{ sum_if('weeks_ago = 0', 'order_count') }} as order_count,
        {{ sum_if('weeks_ago >= 1', 'order_count') }} as earlier_count,
        {{ sum_if('weeks_ago >= 1', 'order_count * order_count') }} as earlier_square_sum,
        {{ count_if('weeks_ago >= 1') }} as week_count
    from weekly
    group by store_id
),

-- A store that sells for the first time is new; one that sold nothing for nine weeks, but before, sells again.
earlier as (
    select
        orders.store_id,
        max(orders.ordered_on) as last_ordered_on
    from {{ ref('orders') }} as orders
    inner join stores
        on orders.store_id = stores.store_id
        and stores.week_count = 0
    cross join {{ ref('monitoring_day') }} as day
    where orders.ordered_on <= {{ dbt.dateadd('day', -70, 'day.as_of_date') }}
    group by orders.store_id
)

-- Weeks differ at least as much as they would by chance alone, which is by the root of what is usual.
select
    stores.store_id,
    stores.order_count,
    stores.earlier_count / cast(9 as double) as usual_count,
    sqrt(
        greatest(
            stores.earlier_count / cast(9 as double),
            (stores.earlier_square_sum - stores.earlier_count * stores.earlier_count / cast(9 as double)) / 8
        )
    ) as usual_deviation,
    stores.week_count,
    earlier.last_ordered_on,
    sum(stores.order_count) over () as order_count_of_all,
    sum(stores.earlier_count) over () / cast(9 as double) as usual_count_of_all
from stores
left join earlier on stores.store_id = earlier.store_id
