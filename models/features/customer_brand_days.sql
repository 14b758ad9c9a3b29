select
    customer_id,
    cast(ordered_at as date) as ordered_on,
    brand,
    cast(sum(gross_amount) as decimal(18, 4)) as gross_amount
from {{ ref('order_items') }}
where gross_amount > 0 and brand is not null
group by customer_id, cast(ordered_at as date), brand
