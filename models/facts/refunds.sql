{{ config(
    materialized='by_part', parts='order_months', key='ordered_month', digest='history_digest', all_at_once=true
) }}
-- depends_on: {{ ref('order_months') }}
{%- set by_order = 'partition by customer_id, order_id' %}
{%- set by_product = by_order ~ ', product_id' %}
{%- set of_product = 'least(greatest(<total> - product_marked, 0), product_sold - product_marked)' %}
{%- set in_turn = 'order by ordered_month, is_rebate desc, ordered_at, product_id nulls last, store_id nulls last' %}
{%- set so_far = in_turn ~ ' rows between unbounded preceding and current row' %}

with due as (
    select ordered_month
    from {{ due_parts() }}
),

refunded_orders as (
    select distinct
        customer_id,
        order_id
    from {{ ref('stg_order_lines') }}
    where amount < 0 and ordered_month in (select due.ordered_month from due)
),

-- All lines of these orders, because a refund may come months after its order. What is refunded without an order counts
-- on its day.
lines as (
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
        coalesce(kinds.line_kind, 'product') as line_kind,
        lines.amount > 0 as is_sale,
        coalesce(statuses.treatment = 'returned', false) as is_marked,
        case
            when lines.amount > 0 and coalesce(statuses.treatment, 'sale') in ('sale', 'returned') then lines.amount
            else 0
        end as sold,
        case when lines.amount > 0 and statuses.treatment = 'returned' then lines.amount else 0 end as marked,
        case when lines.amount < 0 then -lines.amount else 0 end as refunded
    from {{ ref('stg_order_lines') }} as lines
    inner join refunded_orders as orders
        on lines.customer_id = orders.customer_id and coalesce(lines.order_id, '') = coalesce(orders.order_id, '')
    left join {{ ref('order_line_statuses') }} as statuses on lower(trim(lines.status)) = statuses.status
    left join {{ ref('line_kinds') }} as kinds
        on lower(trim(coalesce(lines.line_kind, lines.product_id))) = kinds.word
    where lines.amount <> 0
        and (lines.order_id is not null or lines.amount < 0)
),

described as (
    select
        *,
        -- The same month only: an order of two months is an order in each.
        sum(sold) over ({{ by_order }}, ordered_month, store_id) as sold_in_store,
        min(case when sold > 0 then store_id end) over ({{ by_order }}, ordered_month) as selling_store_id,
        sum(sold) over ({{ by_order }}, ordered_month) as sold_in_month,
        sum(sold) over ({{ by_order }}, cast(ordered_at as date)) as sold_on_day,
        sum(sold) over ({{ by_product }} order by ordered_month) > 0 and product_id is not null as is_of_product_sold
    from lines
),

-- A rebate is a discount or postage given back, or a line without a quantity beside what was sold on that day.
told_apart as (
    select
        *,
        refunded > 0
        and sold_in_month > 0
        and (
            line_kind <> 'product'
            {%- if 'quantity' in input_mapping('order_lines')['columns'] %}
            or (coalesce(quantity, 0) = 0 and sold_on_day > 0 and not is_marked and not is_of_product_sold)
            {%- endif %}
        ) as is_rebate
    from described
),

placed as (
    select
        customer_id,
        order_id,
        ordered_at,
        ordered_month,
        product_id,
        case when is_rebate and sold_in_store <= 0 then selling_store_id else store_id end as store_id,
        channel,
        is_sale,
        is_rebate,
        is_of_product_sold and not is_rebate as is_of_product_sold,
        sold,
        marked,
        refunded
    from told_apart
),

-- Per order and per product of it: what was sold by the end of the month, what of that a status already calls returned,
-- and what was refunded up to and including this line.
totals as (
    select
        *,
        sum(sold) over ({{ by_order }}, ordered_month, store_id) as sold_in_store,
        sum(case when is_rebate then refunded else 0 end)
            over ({{ by_order }}, ordered_month, store_id {{ so_far }}) as rebates_so_far,
        sum(sold) over ({{ by_product }} order by ordered_month) as product_sold,
        sum(marked) over ({{ by_product }} order by ordered_month) as product_marked,
        sum(case when is_of_product_sold then refunded else 0 end)
            over ({{ by_product }} {{ so_far }}) as product_so_far,
        sum(sold) over ({{ by_order }} order by ordered_month) as order_sold,
        sum(marked) over ({{ by_order }} order by ordered_month) as order_marked,
        max(case when is_sale then 1 else 0 end) over ({{ by_order }} order by ordered_month) as has_sale,
        sum(case when not is_rebate and not is_of_product_sold then refunded else 0 end)
            over ({{ by_order }} {{ so_far }}) as others_so_far
    from placed
),

-- The part of each line that was not refunded before: not twice, by a status and by a line, and not more of a product
-- than was sold.
bounded as (
    select
        *,
        case
            when is_rebate
                then {{ added('least(<total>, sold_in_store)', 'rebates_so_far') }}
            when is_of_product_sold
                then {{ added(of_product, 'product_so_far') }}
            else {{ added('greatest(<total> - order_marked, 0)', 'others_so_far') }}
        end as bounded_refund
    from totals
    where refunded > 0
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
    cast(sum(refunded) as decimal(18, 4)) as refunded_amount,
    cast(
        sum(
            case
                when has_sale = 0 then refunded
                else {{ added('least(<total>, order_sold - order_marked)', 'order_so_far', 'bounded_refund') }}
            end
        ) as decimal(18, 4)
    ) as netted_amount
from netted
where ordered_month in (select due.ordered_month from due)
group by customer_id, order_id, ordered_at, ordered_month, product_id, store_id, is_rebate
