with dates as (
    {{ dates_to_build() }}
),

events as (
    {{ as_of_each_date('orders', window_days=365) }}
),

discounts as (
    select
        {{ customer_and_date() }},
        {{ ratio('sum(discount_amount)', 'sum(gross_amount) + sum(discount_amount)') }} as discount_share_365d,
        {{ ratio('sum(discounted_line_count)', 'sum(line_count)') }} as discounted_line_share_365d,
        {{ ratio('sum(coupon_amount)', 'sum(gross_amount) + sum(coupon_amount)') }} as coupon_share_365d,
        {{ ratio(count_if('is_purchase and coupon_amount > 0'), count_if('is_purchase')) }} as coupon_order_share_365d,
        {{ ratio('sum(private_label_amount)', 'sum(branded_amount)') }} as private_label_share_365d
    from events
    group by {{ customer_and_date_key() }}
),

responses as (
    select
        {{ customer_and_date() }},
        count(*) as campaign_response_count_365d
    from ({{ as_of_each_date('campaign_response_days', 'responded_on', window_days=365) }}) as events
    group by {{ customer_and_date_key() }}
)

-- Campaigns reach customers who have not ordered for a year, or never.
select
    coalesce(discounts.customer_id, responses.customer_id) as customer_id,
    dates.as_of_date,
    dates.built_from,
    discounts.discount_share_365d,
    discounts.discounted_line_share_365d,
    discounts.coupon_share_365d,
    discounts.coupon_order_share_365d,
    discounts.private_label_share_365d,
    coalesce(responses.campaign_response_count_365d, 0) as campaign_response_count_365d
from discounts
full outer join responses
    on {{ same_customer_and_date('discounts', 'responses') }}
inner join dates on coalesce(discounts.as_of_date, responses.as_of_date) = dates.as_of_date
