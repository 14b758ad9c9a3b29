{{ config(materialized='by_part', parts='order_months', key='ordered_month', digest='history_digest') }}
-- depends_on: {{ ref('order_months') }}
with items as (
    select
        items.*,
        -- The shop's own label; null where the label is not known.
        brand_types.is_private_label
    from {{ ref('order_items') }} as items
    left join {{ ref('stg_products') }} as products on items.product_id = products.product_id
    left join {{ ref('brand_types') }} as brand_types on lower(trim(products.brand_type)) = brand_types.brand_type
    where {{ is_part_month('items.ordered_month') }}
),

-- An order is one row, on the day of its first line; stores number their orders apart. A return booked below zero
-- counts on its own day. Lines that a later month adds are an order of that month, because they were not known at the
-- end of the order's own month.
totals as (
    select
        customer_id,
        order_id,
        store_id,
        returned_on,
        ordered_month,
        min(ordered_at) as ordered_at,
        min(channel) as channel,
        min(device) as device,
        {{ count_if('is_product_sold') }} as line_count,
        -- Counting fingerprints takes a seventh less CPU for the whole model than counting the ids.
        {{ count_different(
            'case when is_product_sold and product_id is not null then ' ~ row_fingerprint('product_id') ~ ' end'
        ) }} as product_count,
        {{ count_if('is_product_sold and discount_amount > 0') }} as discounted_line_count,
        {{ count_if('returned_amount > 0') }} as returned_line_count,
        sum(units) as units,
        sum(gross_amount) as gross_amount,
        sum(returned_amount) as returned_amount,
        sum(discount_amount) as discount_amount,
        sum(coupon_amount) as coupon_amount,
        {{ sum_if('is_private_label', 'gross_amount') }} as private_label_amount,
        {{ sum_if('is_private_label is not null', 'gross_amount') }} as branded_amount
    from items
    group by customer_id, order_id, store_id, returned_on, ordered_month
)

select
    customer_id,
    order_id,
    cast(ordered_at as date) as ordered_on,
    returned_on,
    ordered_at,
    store_id,
    channel,
    device,
    line_count,
    product_count,
    discounted_line_count,
    returned_line_count,
    cast(units as decimal(18, 4)) as units,
    cast(gross_amount as decimal(18, 4)) as gross_amount,
    cast(returned_amount as decimal(18, 4)) as returned_amount,
    cast(gross_amount - returned_amount as decimal(18, 4)) as net_amount,
    cast(discount_amount as decimal(18, 4)) as discount_amount,
    cast(coupon_amount as decimal(18, 4)) as coupon_amount,
    cast(private_label_amount as decimal(18, 4)) as private_label_amount,
    cast(branded_amount as decimal(18, 4)) as branded_amount,
    -- Free samples, refunds alone and cancelled orders have rows for their amounts, but are no purchases. The condition
    -- counts lines because DuckDB misjudges sums after a left join with an empty table (tests/python/test_engine.py).
    line_count > 0 as is_purchase,
    ordered_month
from totals
