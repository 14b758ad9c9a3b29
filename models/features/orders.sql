with items as (
    select *
    from {{ ref('order_items') }}
),

-- By day as well: a line that comes later under the same order, a return mostly, counts from its own
-- day on. On the order's day nobody knew of it.
totals as (
    select
        customer_id,
        order_id,
        cast(ordered_at as date) as ordered_on,
        min(ordered_at) as ordered_at,
        min(store_id) as store_id,
        min(channel) as channel,
        {{ count_if('gross_amount > 0') }} as line_count,
        count(distinct case when gross_amount > 0 then product_id end) as product_count,
        {{ count_if('gross_amount > 0 and discount_amount > 0') }} as discounted_line_count,
        {{ count_if('returned_amount > 0') }} as returned_line_count,
        sum(units) as units,
        sum(gross_amount) as gross_amount,
        sum(returned_amount) as returned_amount,
        sum(discount_amount) as discount_amount,
        sum(coupon_amount) as coupon_amount,
        {{ sum_if('is_private_label', 'gross_amount') }} as private_label_amount,
        {{ sum_if('is_private_label is not null', 'gross_amount') }} as branded_amount,
        sum({{ exact_hash('items') }}) as items_fingerprint
    from items
    group by customer_id, order_id, cast(ordered_at as date)
),

-- Free samples, refunds alone and cancelled orders are kept for their amounts; they are no purchase.
purchases as (
    select
        *,
        gross_amount > 0
        and row_number() over (
            partition by customer_id, order_id, gross_amount > 0 order by ordered_on
        ) = 1 as is_purchase
    from totals
),

in_sequence as (
    select
        *,
        lag(ordered_on) over (
            partition by customer_id, is_purchase order by ordered_at, order_id
        ) as previous_ordered_on
    from purchases
)

select
    customer_id,
    order_id,
    ordered_on,
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
    case when is_purchase then {{ dbt.datediff('previous_ordered_on', 'ordered_on', 'day') }} end
        as days_since_previous_order
from in_sequence
