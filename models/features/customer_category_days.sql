select
    customer_id,
    cast(ordered_at as date) as ordered_on,
    category,
    subcategory,
    cast(sum(gross_amount) as decimal(18, 4)) as gross_amount,
    cast(sum(units) as decimal(18, 4)) as units
from {{ ref('order_items') }}
where gross_amount > 0 and category is not null
group by customer_id, cast(ordered_at as date), category, subcategory
