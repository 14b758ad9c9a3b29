-- depends_on: {{ ref('observation_dates') }}
with events as (
    {{ events_until_part_date('orders', window_days=365) }}
),

discounts as (
    select
        customer_id,
        {{ ratio('sum(discount_amount)', 'sum(gross_amount) + sum(discount_amount)') }} as discount_share_365d,
        {{ ratio('sum(discounted_line_count)', 'sum(line_count)') }} as discounted_line_share_365d,
        {{ ratio('sum(coupon_amount)', 'sum(gross_amount) + sum(coupon_amount)') }} as coupon_share_365d,
        {{ ratio(count_if('is_purchase and coupon_amount > 0'), count_if('is_purchase')) }} as coupon_order_share_365d,
        {{ ratio('sum(private_label_amount)', 'sum(branded_amount)') }} as private_label_share_365d
    from events
    group by customer_id
),

responses as (
    select
        customer_id,
        count(*) as campaign_response_count_365d
    from ({{ events_until_part_date('campaign_response_days', 'responded_on', window_days=365) }}) as events
    group by customer_id
)

-- Campaigns also reach customers who have not ordered for a year, or never.
select
    coalesce(discounts.customer_id, responses.customer_id) as customer_id,
    {{ part_date() }} as as_of_date,
    discounts.discount_share_365d,
    discounts.discounted_line_share_365d,
    discounts.coupon_share_365d,
    discounts.coupon_order_share_365d,
    discounts.private_label_share_365d,
    coalesce(responses.campaign_response_count_365d, 0) as campaign_response_count_365d
from discounts
full outer join responses on discounts.customer_id = responses.customer_id
