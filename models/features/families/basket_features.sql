with purchases as (
    select *
    from ({{ as_of_each_date('orders', window_days=365) }}) as events
    where is_purchase
)

select
    customer_id,
    as_of_date,
    max(built_from) as built_from,
    {{ ratio('sum(units)', 'count(*)') }} as units_per_order_365d,
    {{ ratio('sum(product_count)', 'count(*)') }} as products_per_order_365d,
    {{ as_amount(ratio('sum(gross_amount)', 'sum(units)')) }} as average_unit_price_365d,
    cast(max(gross_amount) as decimal(18, 4)) as largest_order_value_365d,
    cast(median(gross_amount) as decimal(18, 4)) as median_order_value_365d,
    {{ ratio(exact_stddev('gross_amount'), 'sum(gross_amount) / count(*)') }} as order_value_variation_365d
from purchases
group by customer_id, as_of_date
