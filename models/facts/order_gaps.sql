{{ config(
    materialized='by_part', parts='order_months', key='ordered_month', digest='history_digest', all_at_once=true
) }}
-- depends_on: {{ ref('order_months') }}
with purchases as (
    select
        customer_id,
        ordered_on,
        ordered_month
    from {{ ref('orders') }}
    where is_purchase
        and ordered_month in (select due.ordered_month from {{ due_parts() }} as due)
    union all
    -- The last purchase in the stored months. They are always earlier than the computed ones, because a changed month
    -- changes the digest of all later ones.
    select
        customer_id,
        max(ordered_on) as ordered_on,
        cast(null as date) as ordered_month
    from {{ ref('orders') }}
    where is_purchase
        and ordered_month not in (select due.ordered_month from {{ due_parts() }} as due)
    group by customer_id
),

previous_purchases as (
    select
        *,
        lag(ordered_on) over (partition by customer_id order by ordered_on) as previous_ordered_on
    from purchases
)

-- Orders on one day are one visit.
select
    customer_id,
    ordered_on,
    {{ days_between('previous_ordered_on', 'ordered_on') }} as gap_days,
    ordered_month
from previous_purchases
where ordered_month is not null
    and (previous_ordered_on is null or previous_ordered_on < ordered_on)
