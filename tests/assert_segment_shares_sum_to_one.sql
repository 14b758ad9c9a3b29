select
    segmentation,
    sum(customer_share) as customer_share,
    sum(revenue_share) as revenue_share
from {{ ref('segments') }}
group by segmentation
having abs(sum(customer_share) - 1) > 1e-9
    or abs(sum(revenue_share) - 1) > 1e-9
