-- depends_on: {{ ref('observation_dates') }}
with events as (
    {{ events_until_part_date('orders', window_days=365) }}
)

select
    customer_id,
    {{ part_date() }} as as_of_date,
    {{ ratio('sum(discount_amount)', 'sum(gross_amount) + sum(discount_amount)') }} as discount_share_365d,
    {{ ratio('sum(discounted_line_count)', 'sum(line_count)') }} as discounted_line_share_365d,
    {{ ratio('sum(coupon_amount)', 'sum(gross_amount) + sum(coupon_amount)') }} as coupon_share_365d,
    {{ ratio(count_if('is_purchase and coupon_amount > 0'), count_if('is_purchase')) }} as coupon_order_share_365d,
    {{ ratio('sum(private_label_amount)', 'sum(branded_amount)') }} as private_label_share_365d
from events
group by customer_id
