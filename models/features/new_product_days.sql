{{ config(
    materialized='incremental', incremental_strategy='delete+insert', unique_key='ordered_month',
    on_schema_change='fail', post_hook='{{ forget_outdated_months("history_fingerprint") }}'
) }}

with months as (
    {{ months_to_build('history_fingerprint') | indent(4) }}
),

first_purchases as (
    select
        items.customer_id,
        -- Fingerprints take a seventh less CPU than the ids themselves.
        {{ row_fingerprint('items.product_id') }} as product,
        min(items.ordered_month) as ordered_month,
        cast(min(items.ordered_at) as date) as ordered_on
    from {{ ref('order_items') }} as items
    inner join months on items.ordered_month = months.ordered_month
    where items.gross_amount > 0 and items.product_id is not null
    group by items.customer_id, {{ row_fingerprint('items.product_id') }}
),

{% if is_incremental() -%}
-- A month that changed gives all later ones another digest, so the months that stay are earlier ones. One without
-- a new product has no row to stay; it is looked at in every build, and again has none. Met by two fingerprints, as
-- the customers' ids would take half as much CPU again.
earlier_purchases as (
    select
        {{ row_fingerprint('items.customer_id') }} as customer,
        {{ row_fingerprint('items.product_id') }} as product
    from {{ ref('order_items') }} as items
    left join months on items.ordered_month = months.ordered_month
    where items.gross_amount > 0 and items.product_id is not null
        and months.ordered_month is null
),

{% endif -%}
new_products as (
    select first_purchases.*
    from first_purchases
    {%- if is_incremental() %}
    where not exists (
            select 1
            from earlier_purchases
            where earlier_purchases.customer = {{ row_fingerprint('first_purchases.customer_id') }}
                and earlier_purchases.product = first_purchases.product
        )
    {%- endif %}
),

days as (
    select
        customer_id,
        ordered_on,
        ordered_month,
        count(*) as product_count
    from new_products
    group by customer_id, ordered_on, ordered_month
)

select
    days.customer_id,
    days.ordered_on,
    days.product_count,
    days.ordered_month,
    months.history_fingerprint
from days
inner join months on days.ordered_month = months.ordered_month
