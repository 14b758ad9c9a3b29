{{ config(parts='order_months', key='ordered_month', digest='lines_digest') }}
{{ built_if_given(['order_lines.unit_cost']) }}
-- depends_on: {{ ref('order_months') }}
-- A quantity that is a measure is one unit sold, but its cost is that of what was measured.
select
    customer_id,
    order_id,
    store_id,
    cast(min(ordered_at) as date) as ordered_on,
    ordered_month,
    cast(sum(sold_amount) as decimal(18, 4)) as sold_amount,
    cast(sum(cast(unit_cost * coalesce(quantity, 1) as decimal(18, 4))) as decimal(18, 4)) as cost_amount
from {{ ref('order_line_treatments') }}
where {{ is_part_month('ordered_month') }}
    and kind = 'product'
    and sold_amount > 0
    and unit_cost is not null
group by customer_id, order_id, store_id, ordered_month
