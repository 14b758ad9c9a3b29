-- depends_on: {{ ref('observation_dates') }}
{% set settings = lifecycle_settings() %}

with events as (
    select
        *,
        -- Equal gaps can be ranked in any order; the gap in the middle is the same.
        row_number() over (partition by customer_id order by gap_days nulls last) as gap_rank,
        count(gap_days) over (partition by customer_id) as gap_count
    from ({{ events_until_part_date('order_gaps') }}) as gaps
),

gaps as (
    select
        customer_id,
        min(days_ago) as recency_days,
        count(*) as order_day_count,
        {{ ratio('sum(gap_days)', 'count(gap_days)') }} as mean_days_between_orders,
        {{ median_of_ranked('gap_days', 'gap_rank', 'gap_count') }} as median_days_between_orders,
        {{ exact_stddev('gap_days') }} as stddev_days_between_orders,
        cast(max(gap_days) as bigint) as longest_days_between_orders,
        max(case when days_ago < {{ settings.reactivated_days }} then gap_days end)
            as gap_before_recent_order_days
    from events
    group by customer_id
),

-- Customers with too few orders have no rhythm of their own. Their best estimate is everybody's, if enough have one.
everybody as (
    select
        case
            when count(*) >= {{ settings.minimum_customers_for_shop_cycle }}
                then cast(median(median_days_between_orders) as double)
            else {{ settings.default_cycle_days }}
        end as median_days_between_orders
    from gaps
    where order_day_count >= {{ settings.minimum_orders_for_own_cycle }}
),

cycles as (
    select
        gaps.*,
        gaps.order_day_count >= {{ settings.minimum_orders_for_own_cycle }} as has_own_purchase_cycle,
        case
            when gaps.order_day_count >= {{ settings.minimum_orders_for_own_cycle }}
                then gaps.median_days_between_orders
            else everybody.median_days_between_orders
        end as purchase_cycle_days
    from gaps
    cross join everybody
)

select
    customer_id,
    {{ part_date() }} as as_of_date,
    order_day_count,
    mean_days_between_orders,
    median_days_between_orders,
    {{ ratio('stddev_days_between_orders', 'mean_days_between_orders') }} as order_gap_variation,
    longest_days_between_orders,
    purchase_cycle_days,
    has_own_purchase_cycle,
    recency_days - purchase_cycle_days as days_overdue,
    {{ ratio('recency_days', 'purchase_cycle_days') }} as cycles_since_last_order,
    gap_before_recent_order_days
from cycles
