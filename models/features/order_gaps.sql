{{ config(
    materialized='incremental', incremental_strategy='delete+insert', unique_key='ordered_month',
    on_schema_change='fail', post_hook='{{ forget_outdated_months("history_fingerprint") }}'
) }}

with months as (
    {{ months_to_build('history_fingerprint') | indent(4) }}
),

purchases as (
    select
        orders.customer_id,
        orders.ordered_on,
        orders.ordered_month
    from {{ ref('orders') }} as orders
    inner join months on orders.ordered_month = months.ordered_month
    where orders.is_purchase
    {%- if is_incremental() %}
    union all
    -- The last one of the months that stay, which are earlier ones: a month that changed gives all later ones
    -- another digest.
    select
        orders.customer_id,
        max(orders.ordered_on) as ordered_on,
        cast(null as date) as ordered_month
    from {{ ref('orders') }} as orders
    left join months on orders.ordered_month = months.ordered_month
    where orders.is_purchase and months.ordered_month is null
    group by orders.customer_id
    {%- endif %}
),

previous_purchases as (
    select
        *,
        lag(ordered_on) over (partition by customer_id order by ordered_on) as previous_ordered_on
    from purchases
)

-- Orders on one day are one visit.
select
    purchases.customer_id,
    purchases.ordered_on,
    {{ days_between('purchases.previous_ordered_on', 'purchases.ordered_on') }} as gap_days,
    purchases.ordered_month,
    months.history_fingerprint
from previous_purchases as purchases
inner join months on purchases.ordered_month = months.ordered_month
where purchases.previous_ordered_on is null or purchases.previous_ordered_on < purchases.ordered_on
