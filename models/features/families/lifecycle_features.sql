{% set settings = lifecycle_settings() %}

with dates as (
    {{ dates_to_build() }}
),

customers as (
    select
        customers.customer_id,
        dates.as_of_date,
        dates.built_from
    from {{ ref('observed_customers') }} as customers
    inner join dates on customers.as_of_date = dates.as_of_date
),

spending as (
    select *
    from {{ ref('spending_features') }}
),

gaps as (
    select *
    from {{ ref('order_gap_features') }}
),

thresholds as (
    select
        customers.customer_id,
        customers.as_of_date,
        customers.built_from,
        coalesce(spending.order_count, 0) as order_count,
        spending.recency_days,
        spending.tenure_days,
        gaps.gap_before_recent_order_days,
        -- greatest() skips the null cycle of a customer when nobody has a rhythm yet: the floor holds.
        greatest({{ settings.at_risk_cycles }} * gaps.purchase_cycle_days, {{ settings.at_risk_minimum_days }})
            as at_risk_from_days,
        greatest({{ settings.dormant_cycles }} * gaps.purchase_cycle_days, {{ settings.dormant_minimum_days }})
            as dormant_from_days
    from customers
    left join spending
        on customers.customer_id = spending.customer_id
        and customers.as_of_date = spending.as_of_date
    left join gaps
        on customers.customer_id = gaps.customer_id
        and customers.as_of_date = gaps.as_of_date
)

select
    customer_id,
    as_of_date,
    built_from,
    case
        when order_count = 0 then 'prospect'
        when tenure_days < {{ settings.new_days }} then 'new'
        when recency_days >= dormant_from_days then 'dormant'
        when recency_days >= at_risk_from_days then 'at risk'
        when gap_before_recent_order_days >= dormant_from_days then 'reactivated'
        when recency_days < at_risk_from_days then 'active'
    end as lifecycle_stage
from thresholds
