-- depends_on: {{ ref('observation_dates') }}
with purchases as (
    select
        *,
        -- Equal values can be ranked in any order; the value in the middle is the same.
        row_number() over (partition by customer_id order by gross_amount) as value_rank,
        count(*) over (partition by customer_id) as order_count
    from ({{ events_until_part_date('orders', window_days=365) }}) as events
    where is_purchase
)

select
    customer_id,
    {{ part_date() }} as as_of_date,
    {{ ratio('sum(units)', 'count(*)') }} as units_per_order_365d,
    {{ ratio('sum(product_count)', 'count(*)') }} as products_per_order_365d,
    {{ as_amount(ratio('sum(gross_amount)', 'sum(units)')) }} as average_unit_price_365d,
    cast(max(gross_amount) as decimal(18, 4)) as largest_order_value_365d,
    {{ as_amount(median_of_ranked('gross_amount', 'value_rank', 'order_count')) }} as median_order_value_365d,
    {{ ratio(exact_stddev('gross_amount'), 'sum(gross_amount) / count(*)') }} as order_value_variation_365d
from purchases
group by customer_id
