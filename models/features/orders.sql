with items as (
    select *
    from {{ ref('order_items') }}
),

totals as (
    select
        customer_id,
        order_id,
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
        sum(gross_amount - returned_amount) as net_amount,
        sum(discount_amount) as discount_amount,
        sum(coupon_amount) as coupon_amount,
        {{ sum_if('is_private_label', 'gross_amount') }} as private_label_amount,
        {{ sum_if('is_private_label is not null', 'gross_amount') }} as branded_amount,
        sum({{ exact_hash('items') }}) as items_fingerprint
    from items
    group by customer_id, order_id
),

in_sequence as (
    select
        *,
        lag(cast(ordered_at as date)) over (
            partition by customer_id, gross_amount > 0 order by ordered_at, order_id
        ) as previous_ordered_on
    from totals
)

select
    customer_id,
    order_id,
    ordered_at,
    store_id,
    channel,
    line_count,
    product_count,
    discounted_line_count,
    returned_line_count,
    units,
    gross_amount,
    returned_amount,
    net_amount,
    discount_amount,
    coupon_amount,
    private_label_amount,
    branded_amount,
    items_fingerprint,
    cast(ordered_at as date) as ordered_on,
    -- Free samples, refunds alone and cancelled orders are kept for their amounts; they are no purchase.
    gross_amount > 0 as is_purchase,
    case
        when gross_amount > 0
            then {{ dbt.datediff('previous_ordered_on', 'cast(ordered_at as date)', 'day') }}
    end as days_since_previous_order
from in_sequence
