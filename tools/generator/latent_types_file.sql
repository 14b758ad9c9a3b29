select
    {customer_id} as customer_id,
    latent_type
from customers
where joined_on <= date '{day}'
order by customer_number
