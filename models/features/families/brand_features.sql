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
),

labels as (
    select
        {{ customer_and_date() }},
        {{ ratio('sum(private_label_amount)', 'sum(branded_amount)') }} as private_label_share_365d
    from ({{ as_of_each_date('orders', window_days=365) }}) as events
    group by {{ customer_and_date_key() }}
)

select
    labels.customer_id,
    labels.as_of_date,
    dates.built_from,
    coalesce(loyalty.brand_count_365d, 0) as brand_count_365d,
    loyalty.top_brand_share_365d,
    loyalty.brand_concentration_365d,
    labels.private_label_share_365d
from labels
inner join dates on labels.as_of_date = dates.as_of_date
left join loyalty
    on {{ same_customer_and_date('labels', 'loyalty') }}
