-- depends_on: {{ ref('observation_dates') }}
with brands as (
    select
        customer_id,
        brand,
        sum(gross_amount) as gross_amount
    from ({{ events_until_part_date('customer_brand_days', window_days=365) }}) as events
    group by customer_id, brand
)

select
    customer_id,
    {{ part_date() }} as as_of_date,
    count(*) as brand_count_365d,
    {{ ratio('max(gross_amount)', 'sum(gross_amount)') }} as top_brand_share_365d,
    {{ ratio(total_of_squares('gross_amount'), 'power(cast(sum(gross_amount) as double), 2)') }}
        as brand_concentration_365d
from brands
group by customer_id
