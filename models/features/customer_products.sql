select
    customer_id,
    product_id,
    cast(min(ordered_at) as date) as first_ordered_on
from {{ ref('order_items') }}
where gross_amount > 0 and product_id is not null
group by customer_id, product_id
