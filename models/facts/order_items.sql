{{ config(materialized='view') }}

select
    order_id,
    customer_id,
    ordered_at,
    ordered_month,
    -- Postage and discounts are no products.
    case when kind = 'product' then product_id end as product_id,
    store_id,
    channel,
    device,
    cast(null as date) as returned_on,
    kind = 'product' and sold_amount > 0 as is_product_sold,
    sold_amount as gross_amount,
    case when treatment = 'returned' then sold_amount else 0 end as returned_amount,
    case
        when kind <> 'product' or sold_amount = 0 then 0
        when quantity > {{ whole_number_var('maximum_units_per_line') }} then 1
        else coalesce(quantity, 1)
    end as units,
    -- Some sources write discounts below zero.
    case when treatment in ('sale', 'returned') then coalesce(abs(discount_amount), 0) else 0 end as discount_amount,
    case when treatment in ('sale', 'returned') then coalesce(abs(coupon_amount), 0) else 0 end as coupon_amount
from {{ ref('order_line_treatments') }}
where amount >= 0
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
    cast(null as {{ dbt.type_string() }}) as device,
    case when not is_rebate then cast(ordered_at as date) end as returned_on,
    false as is_product_sold,
    case when is_rebate then -netted_amount else 0 end as gross_amount,
    case when is_rebate then 0 else netted_amount end as returned_amount,
    0 as units,
    case when is_rebate then netted_amount else 0 end as discount_amount,
    0 as coupon_amount
from {{ ref('refunds') }}
