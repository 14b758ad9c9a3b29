{{ config(materialized='by_part', parts='order_months', key='ordered_month', digest='lines_digest', all_at_once=true) }}
-- depends_on: {{ ref('order_months') }}
with lines as (
    {{ check_input('order_lines', months=due_parts()) | indent(4) }}
)

select
    *,
    {{ month_of('ordered_at') }} as ordered_month
from lines
