with items as (
    select *
    from {{ ref('order_items') }}
),

-- An order is one row, on the day of its first line. What comes back counts on its own day: on the
-- order's day nobody knew of it.
totals as (
    select
        customer_id,
        order_id,
        returned_on,
        min(ordered_at) as ordered_at,
        min(store_id) as store_id,
        min(channel) as channel,
        {{ count_if('gross_amount > 0') }} as line_count,
        {{ count_different('case when gross_amount > 0 then product_id end') }} as product_count,
        {{ count_if('gross_amount > 0 and discount_amount > 0') }} as discounted_line_count,
        {{ count_if('returned_amount > 0') }} as returned_line_count,
        sum(units) as units,
        sum(gross_amount) as gross_amount,
        sum(returned_amount) as returned_amount,
        sum(discount_amount) as discount_amount,
        sum(coupon_amount) as coupon_amount,
        {{ sum_if('is_private_label', 'gross_amount') }} as private_label_amount,
        {{ sum_if('is_private_label is not null', 'gross_amount') }} as branded_amount,
        {{ rows_fingerprint('product_id, ordered_at, units, gross_amount, returned_amount') }} as items_fingerprint
    from items
    group by customer_id, order_id, returned_on
),

-- Free samples, refunds alone and cancelled orders are kept for their amounts; they are no purchase.
in_sequence as (
    select
        *,
        gross_amount > 0 as is_purchase,
        cast(ordered_at as date) as ordered_on,
        lag(cast(ordered_at as date)) over (
            partition by customer_id, gross_amount > 0 order by ordered_at, order_id, returned_on
        ) as previous_ordered_on
    from totals
)

select
    customer_id,
    order_id,
    ordered_on,
    returned_on,
    ordered_at,
    store_id,
    channel,
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
    items_fingerprint,
    is_purchase,
    case
        when is_purchase
            then {{ days_between('previous_ordered_on', 'ordered_on') }}
    end as days_since_previous_order
from in_sequence
