{{ built_if_given(['order_lines.unit_cost']) }}
-- depends_on: {{ ref('observation_dates') }}
with orders as (
    {{ events_until_part_date('order_margins', window_days=365) }}
)

select
    customer_id,
    {{ part_date() }} as as_of_date,
    cast(sum(sold_amount - cost_amount) as decimal(18, 4)) as margin_365d,
    {{ ratio('sum(sold_amount - cost_amount)', 'sum(sold_amount)') }} as margin_share_365d,
    {{ as_amount(ratio('sum(sold_amount - cost_amount)', 'count(*)')) }} as margin_per_order_365d
from orders
group by customer_id
