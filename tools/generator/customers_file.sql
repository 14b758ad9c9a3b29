select
    {customer_id} as customer_id,
    joined_on as signed_up_at,
    ['18-29', '30-44', '45-64', '65+'][1 + whole(4 * uniform(chance, 'age'))] as age_band,
    ['North', 'East', 'South', 'West'][1 + whole(4 * uniform(chance, 'region'))] as region
from customers
where joined_on <= date '{day}'
order by customer_number
