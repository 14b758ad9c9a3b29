-- depends_on: {{ ref('observation_dates') }}
with events as (
    {{ events_until_part_date('orders') }}
),

totals as (
    select
        customer_id,
        min(case when is_purchase then days_ago end) as recency_days,
        max(case when is_purchase then days_ago end) as tenure_days,
        {{ count_if('is_purchase') }} as order_count,
        {%- for days in [30, 90, 365] %}
        {{ count_if('is_purchase and days_ago < ' ~ days) }} as order_count_{{ days }}d,
        {%- endfor %}
        sum(net_amount) as net_revenue,
        {%- for days in [30, 90, 365] %}
        {{ sum_if('days_ago < ' ~ days, 'net_amount') }} as net_revenue_{{ days }}d,
        {%- endfor %}
        {{ count_if('is_purchase and days_ago >= 90 and days_ago < 180') }} as order_count_before_90d,
        {{ sum_if('days_ago < 90', 'gross_amount') }} as gross_revenue_90d,
        {{ sum_if('days_ago >= 90 and days_ago < 180', 'gross_amount') }} as gross_revenue_before_90d
    from events
    group by customer_id
)

select
    customer_id,
    {{ part_date() }} as as_of_date,
    recency_days,
    tenure_days,
    order_count,
    order_count_30d,
    order_count_90d,
    order_count_365d,
    cast(net_revenue as decimal(18, 4)) as net_revenue,
    cast(net_revenue_30d as decimal(18, 4)) as net_revenue_30d,
    cast(net_revenue_90d as decimal(18, 4)) as net_revenue_90d,
    cast(net_revenue_365d as decimal(18, 4)) as net_revenue_365d,
    {{ as_amount(ratio('net_revenue', 'order_count')) }} as average_order_value,
    {{ as_amount(ratio('net_revenue_365d', 'order_count_365d')) }} as average_order_value_365d,
    -- A single order would be a rise and then a fall, and so would be the first order of a new customer.
    case
        when order_count >= 2 and tenure_days >= 180
            then {{ relative_change('gross_revenue_90d', 'gross_revenue_before_90d') }}
    end as revenue_trend_90d,
    case
        when order_count >= 2 and tenure_days >= 180
            then {{ relative_change('order_count_90d', 'order_count_before_90d') }}
    end as order_trend_90d
from totals
