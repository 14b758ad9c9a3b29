select
    {customer_id} as customer_id,
    engagement_type
from engaged
where joined_on <= date '{day}'
order by customer_number
