select distinct
    buyer,
    buyer || ' of Acme' as buyer_name
from {{ source('raw', 'order_lines') }}
