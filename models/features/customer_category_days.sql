select
    customer_id,
    cast(ordered_at as date) as ordered_on,
    category,
    subcategory,
    sum(gross_amount) as gross_amount,
    sum(units) as units
from {{ ref('order_items') }}
where gross_amount > 0
group by customer_id, cast(ordered_at as date), category, subcategory
