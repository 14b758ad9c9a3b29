{{ config(materialized='view', pre_hook='{{ refuse_large_totals() }}') }}

with sales as (
    select
        lines.*,
        statuses.treatment,
        coalesce(kinds.line_kind, 'product') as kind
    from {{ ref('stg_order_lines') }} as lines
    left join {{ ref('order_line_statuses') }} as statuses on lower(trim(lines.status)) = statuses.status
    left join {{ ref('line_kinds') }} as kinds
        on lower(trim(coalesce(lines.line_kind, lines.product_id))) = kinds.word
    where lines.amount >= 0
),

items as (
    select
        *,
        -- Not paid yet, or never.
        coalesce(treatment in ('cancelled', 'unpaid'), false) as counts_nothing
    from sales
)

select
    order_id,
    customer_id,
    ordered_at,
    ordered_month,
    -- Postage and discounts are no products.
    case when kind = 'product' then product_id end as product_id,
    store_id,
    channel,
    cast(null as date) as returned_on,
    kind = 'product' and amount > 0 and not counts_nothing as is_product_sold,
    case when counts_nothing then 0 else amount end as gross_amount,
    case when treatment = 'returned' then amount else 0 end as returned_amount,
    case
        when kind <> 'product' or amount = 0 or counts_nothing then 0
        when quantity > {{ non_negative_var('maximum_units_per_line') }} then 1
        else coalesce(quantity, 1)
    end as units,
    -- Some sources write discounts below zero.
    case when counts_nothing then 0 else coalesce(abs(discount_amount), 0) end as discount_amount,
    case when counts_nothing then 0 else coalesce(abs(coupon_amount), 0) end as coupon_amount
from items
union all
-- What was given back. A rebate lowers what its order was worth; a return counts on its own day.
select
    order_id,
    customer_id,
    ordered_at,
    ordered_month,
    cast(null as {{ dbt.type_string() }}) as product_id,
    store_id,
    channel,
    case when not is_rebate then cast(ordered_at as date) end as returned_on,
    false as is_product_sold,
    case when is_rebate then -netted_amount else 0 end as gross_amount,
    case when is_rebate then 0 else netted_amount end as returned_amount,
    0 as units,
    case when is_rebate then netted_amount else 0 end as discount_amount,
    0 as coupon_amount
from {{ ref('refunds') }}
