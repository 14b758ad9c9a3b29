{{ config(
    materialized='by_part', parts='order_months', key='ordered_month', digest='history_digest', all_at_once=true
) }}
-- depends_on: {{ ref('order_months') }}
{%- set by_order = 'partition by customer_id, order_id' %}
{%- set by_product = by_order ~ ', product_id' %}
{%- set of_product = 'least(greatest(<total> - product_marked, 0), product_sold - product_marked)' %}
{%- set in_turn = 'order by ordered_month, is_rebate desc, ordered_at, product_id nulls last, store_id nulls last' %}
{%- set so_far = in_turn ~ ' rows between unbounded preceding and current row' %}

-- Per order and per product of it: what was sold by the end of the month, what of that a status already calls returned,
-- and what was refunded up to and including this line.
with totals as (
    select
        *,
        sum(sold_amount) over ({{ by_order }}, ordered_month, store_id) as sold_in_store,
        sum(case when is_rebate then refunded_amount else 0 end)
            over ({{ by_order }}, ordered_month, store_id {{ so_far }}) as rebates_so_far,
        sum(sold_amount) over ({{ by_product }} order by ordered_month) as product_sold,
        sum(marked_amount) over ({{ by_product }} order by ordered_month) as product_marked,
        sum(case when is_of_product_sold then refunded_amount else 0 end)
            over ({{ by_product }} {{ so_far }}) as product_so_far,
        sum(sold_amount) over ({{ by_order }} order by ordered_month) as order_sold,
        sum(marked_amount) over ({{ by_order }} order by ordered_month) as order_marked,
        max(case when is_sale then 1 else 0 end) over ({{ by_order }} order by ordered_month) as has_sale,
        sum(case when not is_rebate and not is_of_product_sold then refunded_amount else 0 end)
            over ({{ by_order }} {{ so_far }}) as others_so_far
    from {{ ref('refund_lines') }}
),

-- The part of each line that was not refunded before: not twice, by a status and by a line, and not more of a product
-- than was sold.
bounded as (
    select
        *,
        case
            when is_rebate
                then {{ added('least(<total>, sold_in_store)', 'rebates_so_far', 'refunded_amount') }}
            when is_of_product_sold
                then {{ added(of_product, 'product_so_far', 'refunded_amount') }}
            else {{ added('greatest(<total> - order_marked, 0)', 'others_so_far', 'refunded_amount') }}
        end as bounded_refund
    from totals
    where refunded_amount > 0
),

netted as (
    select
        *,
        sum(bounded_refund) over ({{ by_order }} {{ so_far }}) as order_so_far
    from bounded
)

-- Nor more of an order than was sold. Where its sale is not in the data, all of a refund counts.
select
    customer_id,
    order_id,
    ordered_at,
    ordered_month,
    product_id,
    store_id,
    min(channel) as channel,
    is_rebate,
    max(has_sale) = 1 as has_sale,
    cast(sum(refunded_amount) as decimal(18, 4)) as refunded_amount,
    cast(
        sum(
            case
                when has_sale = 0 then refunded_amount
                else {{ added('least(<total>, order_sold - order_marked)', 'order_so_far', 'bounded_refund') }}
            end
        ) as decimal(18, 4)
    ) as netted_amount
from netted
where ordered_month in (select due.ordered_month from {{ due_parts() }} as due)
group by customer_id, order_id, ordered_at, ordered_month, product_id, store_id, is_rebate
