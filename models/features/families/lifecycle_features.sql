-- depends_on: {{ ref('observation_dates') }}
{% set settings = lifecycle_settings() %}

with customers as (
    select customer_id
    from {{ ref('observed_customers') }}
    where as_of_date = {{ part_date() }}
),

spending as (
    select *
    from {{ ref('spending_features') }}
    where as_of_date = {{ part_date() }}
),

gaps as (
    select *
    from {{ ref('order_gap_features') }}
    where as_of_date = {{ part_date() }}
),

thresholds as (
    select
        customers.customer_id,
        coalesce(spending.order_count, 0) as order_count,
        spending.recency_days,
        spending.tenure_days,
        gaps.gap_before_recent_order_days,
        greatest({{ settings.at_risk_cycles }} * gaps.purchase_cycle_days, {{ settings.at_risk_minimum_days }})
            as at_risk_from_days,
        greatest({{ settings.dormant_cycles }} * gaps.purchase_cycle_days, {{ settings.dormant_minimum_days }})
            as dormant_from_days
    from customers
    left join spending on customers.customer_id = spending.customer_id
    left join gaps on customers.customer_id = gaps.customer_id
)

select
    customer_id,
    {{ part_date() }} as as_of_date,
    case
        when order_count = 0 then 'prospect'
        when tenure_days < {{ settings.new_days }} then 'new'
        when recency_days >= dormant_from_days then 'dormant'
        when recency_days >= at_risk_from_days then 'at risk'
        when gap_before_recent_order_days >= dormant_from_days then 'reactivated'
        when recency_days < at_risk_from_days then 'active'
    end as lifecycle_stage
from thresholds
