-- depends_on: {{ ref('observation_dates') }}
with purchases as (
    select
        customer_id,
        sum(product_count) as product_purchases,
        {{ sum_if('days_ago < 90', 'product_count') }} as product_purchases_90d
    from ({{ events_until_part_date('orders') }}) as events
    group by customer_id
),

products as (
    select
        customer_id,
        cast(sum(product_count) as bigint) as product_count,
        cast({{ sum_if('days_ago < 90', 'product_count') }} as bigint) as new_product_count_90d
    from ({{ events_until_part_date('new_product_days') }}) as events
    group by customer_id
)

select
    purchases.customer_id,
    {{ part_date() }} as as_of_date,
    coalesce(products.product_count, 0) as product_count,
    coalesce(products.new_product_count_90d, 0) as new_product_count_90d,
    -- A product bought for the first time in several orders of one day counts once, so the share is at most 1. An order
    -- that began before the window can bring first purchases within it: they count as new, but the order does not count
    -- as a purchase of the window, hence greatest().
    {{ ratio(
        'products.new_product_count_90d',
        'greatest(purchases.product_purchases_90d, products.new_product_count_90d)'
    ) }} as new_product_share_90d,
    1 - {{ ratio('products.product_count', 'purchases.product_purchases') }} as repeat_product_share
from purchases
left join products on purchases.customer_id = products.customer_id
