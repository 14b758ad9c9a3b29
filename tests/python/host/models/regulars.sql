select
    customer_id,
    net_revenue_365d
from {{ ref('customer_360') }}
where segment_name = 'Acme Regulars'
