{{ config(materialized='view') }}

with lines as (
    select *
    from {{ ref('stg_order_lines') }}
),

statuses as (
    select *
    from {{ ref('order_line_statuses') }}
)

select
    lines.order_id,
    lines.customer_id,
    lines.ordered_at,
    lines.ordered_month,
    lines.product_id,
    lines.store_id,
    lines.channel,
    case when lines.amount < 0 then cast(lines.ordered_at as date) end as returned_on,
    -- A cancelled sale counts 0. An amount below zero is always a return, whatever its status says.
    case
        when statuses.treatment = 'cancelled' then 0
        when lines.amount > 0 then lines.amount
        else 0
    end as gross_amount,
    case
        when lines.amount < 0 then -lines.amount
        when statuses.treatment = 'returned' then lines.amount
        else 0
    end as returned_amount,
    case
        when lines.amount <= 0 or statuses.treatment = 'cancelled' then 0
        when lines.quantity > {{ non_negative_var('maximum_units_per_line') }} then 1
        else coalesce(lines.quantity, 1)
    end as units,
    -- Some sources write discounts below zero. A return has no discount.
    case
        when lines.amount < 0 or statuses.treatment = 'cancelled' then 0
        else coalesce(abs(lines.discount_amount), 0)
    end as discount_amount,
    case
        when lines.amount < 0 or statuses.treatment = 'cancelled' then 0
        else coalesce(abs(lines.coupon_amount), 0)
    end as coupon_amount
from lines
left join statuses on lower(trim(lines.status)) = statuses.status
