select
    customer_id,
    cast(ordered_at as date) as ordered_on,
    brand,
    sum(gross_amount) as gross_amount
from {{ ref('order_items') }}
where gross_amount > 0 and brand is not null
group by customer_id, cast(ordered_at as date), brand
