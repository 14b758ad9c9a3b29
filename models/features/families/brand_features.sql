with dates as (
    {{ dates_to_build() }}
),

brands as (
    select
        {{ customer_and_date() }},
        brand,
        sum(gross_amount) as gross_amount
    from ({{ as_of_each_date('customer_brand_days', window_days=365) }}) as events
    group by {{ customer_and_date_key() }}, brand
),

loyalty as (
    select
        {{ customer_and_date() }},
        count(*) as brand_count_365d,
        {{ ratio('max(gross_amount)', 'sum(gross_amount)') }} as top_brand_share_365d,
        {{ ratio(total_of_squares('gross_amount'), squared_total('gross_amount')) }} as brand_concentration_365d
    from brands
    group by {{ customer_and_date_key() }}
)

select
    loyalty.*,
    dates.built_from
from loyalty
inner join dates on loyalty.as_of_date = dates.as_of_date
