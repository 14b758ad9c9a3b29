{{ config(materialized='view') }}
{%- set by_order = 'partition by customer_id, order_id' %}

with refunded_orders as (
    select distinct
        customer_id,
        order_id
    from {{ ref('order_line_treatments') }}
    where amount < 0
),

-- All lines of these orders, because a refund may come months after its order. What is refunded without an order counts
-- on its day.
order_lines as (
    select
        lines.customer_id,
        coalesce(
            lines.order_id, concat('refund of ', cast(cast(lines.ordered_at as date) as {{ dbt.type_string() }}))
        ) as order_id,
        lines.ordered_at,
        lines.ordered_month,
        lines.product_id,
        lines.store_id,
        lines.channel,
        lines.quantity,
        lines.kind,
        lines.treatment,
        lines.amount,
        lines.sold_amount
    from {{ ref('order_line_treatments') }} as lines
    inner join refunded_orders as orders
        on lines.customer_id = orders.customer_id and coalesce(lines.order_id, '') = coalesce(orders.order_id, '')
    where lines.amount <> 0
        and (lines.order_id is not null or lines.amount < 0)
),

described as (
    select
        *,
        -- The same month only: an order of two months is an order in each.
        sum(sold_amount) over ({{ by_order }}, ordered_month, store_id) as sold_in_store,
        min(case when sold_amount > 0 then store_id end) over ({{ by_order }}, ordered_month) as selling_store_id,
        sum(sold_amount) over ({{ by_order }}, ordered_month) as sold_in_month,
        sum(sold_amount) over ({{ by_order }}, cast(ordered_at as date)) as sold_on_day,
        sum(sold_amount) over ({{ by_order }}, product_id order by ordered_month) > 0
        and product_id is not null as is_of_product_sold
    from order_lines
),

-- A rebate is a discount or postage given back, or a line without a quantity beside what was sold on that day.
told_apart as (
    select
        *,
        amount < 0
        and sold_in_month > 0
        and (
            kind <> 'product'
            {%- if 'quantity' in input_mapping('order_lines')['columns'] %}
            or (coalesce(quantity, 0) = 0 and sold_on_day > 0 and treatment <> 'returned' and not is_of_product_sold)
            {%- endif %}
        ) as is_rebate
    from described
)

select
    customer_id,
    order_id,
    ordered_at,
    ordered_month,
    product_id,
    case when is_rebate and sold_in_store <= 0 then selling_store_id else store_id end as store_id,
    channel,
    is_rebate,
    is_of_product_sold and not is_rebate as is_of_product_sold,
    amount > 0 as is_sale,
    sold_amount,
    case when treatment = 'returned' then sold_amount else 0 end as marked_amount,
    case when amount < 0 then -amount else 0 end as refunded_amount
from told_apart
