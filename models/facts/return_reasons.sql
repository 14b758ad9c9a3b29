{{ config(parts='order_months', key='ordered_month', digest='lines_digest') }}
{{ built_if_given(['order_lines.return_reason']) }}
-- depends_on: {{ ref('order_months') }}
select
    customer_id,
    cast(ordered_at as date) as returned_on,
    return_reason,
    ordered_month,
    count(*) as line_count
from {{ ref('order_line_treatments') }}
where {{ is_part_month('ordered_month') }}
    and return_reason is not null
    and treatment in ('sale', 'returned')
    and (amount < 0 or (amount > 0 and treatment = 'returned'))
group by customer_id, cast(ordered_at as date), return_reason, ordered_month
