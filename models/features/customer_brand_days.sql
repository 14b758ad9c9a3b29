{{ config(
    materialized='incremental', incremental_strategy='delete+insert', unique_key='ordered_month',
    on_schema_change='fail', post_hook='{{ forget_outdated_months() }}'
) }}

with months as (
    {{ part_by_part(months_to_build()) | indent(4) }}
),

days as (
    select
        items.customer_id,
        cast(items.ordered_at as date) as ordered_on,
        products.brand,
        items.ordered_month,
        sum(items.gross_amount) as gross_amount
    from {{ ref('order_items') }} as items
    inner join {{ ref('stg_products') }} as products on items.product_id = products.product_id
    {{ cross_join_parts(part_by_part(months_to_build()), 'months') }}
    where items.ordered_month = {{ part_value('months.ordered_month') }}
        and items.gross_amount > 0
        and products.brand is not null
    group by items.customer_id, cast(items.ordered_at as date), products.brand, items.ordered_month
)

select
    days.customer_id,
    days.ordered_on,
    days.brand,
    cast(days.gross_amount as decimal(18, 4)) as gross_amount,
    days.ordered_month,
    months.lines_fingerprint
from days
inner join months on days.ordered_month = months.ordered_month
