{{ config(
    materialized='by_part', parts='order_months', key='ordered_month', digest='history_digest', all_at_once=true
) }}
-- depends_on: {{ ref('order_months') }}
with first_purchases as (
    select
        items.customer_id,
        -- Fingerprints take a seventh less CPU than the ids themselves.
        {{ row_fingerprint('items.product_id') }} as product,
        min(items.ordered_month) as ordered_month,
        cast(min(items.ordered_at) as date) as ordered_on
    from {{ ref('order_items') }} as items
    where items.is_product_sold and items.product_id is not null
        and items.ordered_month in (select due.ordered_month from {{ due_parts() }} as due)
    group by items.customer_id, {{ row_fingerprint('items.product_id') }}
),

-- A changed month changes the digest of all later ones, so the stored months are always earlier than the computed ones.
-- A month without a new product has no rows, so every build computes it again. The join compares two fingerprints,
-- because comparing the customers' ids takes half as much CPU again.
earlier_purchases as (
    select
        {{ row_fingerprint('items.customer_id') }} as customer,
        {{ row_fingerprint('items.product_id') }} as product
    from {{ ref('order_items') }} as items
    where items.is_product_sold and items.product_id is not null
        and items.ordered_month not in (select due.ordered_month from {{ due_parts() }} as due)
)

select
    customer_id,
    ordered_on,
    count(*) as product_count,
    ordered_month
from first_purchases
where not exists (
        select 1
        from earlier_purchases
        where earlier_purchases.customer = {{ row_fingerprint('first_purchases.customer_id') }}
            and earlier_purchases.product = first_purchases.product
    )
group by customer_id, ordered_on, ordered_month
