with hours as (
    {%- for hour in range(24) %}
    select cast({{ hour }} as bigint) as hour_of_day
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

counted as (
    select
        extract(hour from orders.ordered_at) as hour_of_day,
        {{ count_if(days_between('orders.ordered_on', 'day.as_of_date') ~ ' < 7') }} as order_count,
        {{ count_if(days_between('orders.ordered_on', 'day.as_of_date') ~ ' >= 14') }} as usual_count
    from {{ ref('orders') }} as orders
    cross join {{ ref('monitoring_day') }} as day
    where orders.is_purchase
        and orders.ordered_on > {{ dbt.dateadd('day', -70, 'day.as_of_date') }}
        and orders.ordered_on <= day.as_of_date
    group by extract(hour from orders.ordered_at)
)

select
    hours.hour_of_day,
    coalesce(counted.order_count, 0) as order_count,
    {{ ratio('coalesce(counted.order_count, 0)', 'sum(counted.order_count) over ()') }} as order_share,
    {{ ratio('coalesce(counted.usual_count, 0)', 'sum(counted.usual_count) over ()') }} as usual_share
from hours
left join counted on hours.hour_of_day = counted.hour_of_day
