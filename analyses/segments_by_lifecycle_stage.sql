-- Where in their lifecycle are the customers of each segment, and what are they worth?
select
    segment_id,
    segment_name,
    lifecycle_stage,
    count(*) as customer_count,
    sum(net_revenue_365d) as net_revenue_365d
from {{ ref('customer_360') }}
where segment_id is not null
group by segment_id, segment_name, lifecycle_stage
order by segment_id asc, customer_count desc, lifecycle_stage asc
