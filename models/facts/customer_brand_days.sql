{{ config(materialized='by_part', parts='order_months', key='ordered_month', digest='lines_digest') }}
-- depends_on: {{ ref('order_months') }}

select
    items.customer_id,
    cast(items.ordered_at as date) as ordered_on,
    products.brand,
    items.ordered_month,
    cast(sum(items.gross_amount) as decimal(18, 4)) as gross_amount
from {{ ref('order_items') }} as items
inner join {{ ref('stg_products') }} as products on items.product_id = products.product_id
where {{ is_part_month('items.ordered_month') }}
    and items.is_product_sold
    and products.brand is not null
group by items.customer_id, cast(items.ordered_at as date), products.brand, items.ordered_month
