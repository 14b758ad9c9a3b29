select
    order_number,
    sum(line_total) as order_total
from {{ ref('acme_order_lines') }}
group by order_number
