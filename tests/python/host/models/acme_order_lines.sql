select
    order_number,
    buyer,
    bought_at,
    line_total,
    line_status
from {{ source('raw', 'order_lines') }}
