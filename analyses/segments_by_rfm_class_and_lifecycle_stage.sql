-- Which RFM classes and lifecycle stages are the customers of each segment in, and what are they worth?
select
    segment_id,
    segment_name,
    rfm_class,
    lifecycle_stage,
    count(*) as customer_count,
    sum(net_revenue_365d) as net_revenue_365d
from {{ ref('customer_360') }}
where segment_id is not null
group by segment_id, segment_name, rfm_class, lifecycle_stage
order by segment_id asc, customer_count desc, rfm_class asc, lifecycle_stage asc
