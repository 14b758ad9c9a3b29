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
        max(case when weeks_ago >= 1 then order_count else 0 end) as most_in_a_week,
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
        and stores.most_in_a_week = 0
    cross join {{ ref('monitoring_day') }} as day
    where orders.ordered_on <= {{ dbt.dateadd('day', -70, 'day.as_of_date') }}
    group by orders.store_id
)

select
    stores.store_id,
    stores.order_count,
    stores.most_in_a_week,
    stores.week_count,
    earlier.last_ordered_on,
    sum(stores.order_count) over () as order_count_of_all,
    (
        select max(weeks.order_count)
        from (
            select sum(weekly.order_count) as order_count
            from weekly
            where weekly.weeks_ago >= 1
            group by weekly.weeks_ago
        ) as weeks
    ) as most_in_a_week_of_all
from stores
left join earlier on stores.store_id = earlier.store_id
