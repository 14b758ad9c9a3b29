with dates as (
    {{ dates_to_build() }}
),

events as (
    {{ as_of_each_date('customer_category_days', window_days=365) }}
),

compared as (
    select
        events.customer_id,
        events.as_of_date,
        events.gross_amount,
        {{ as_amount('events.units * prices.unit_price') }} as amount_at_category_price
    from events
    inner join {{ ref('category_prices') }} as prices
        on events.subcategory = prices.subcategory
        and cast({{ dbt.date_trunc('month', 'events.ordered_on') }} as date) = prices.ordered_month
    where events.units > 0
),

prices_paid as (
    select
        {{ customer_and_date() }},
        {{ ratio('sum(gross_amount)', 'sum(amount_at_category_price)') }} as price_index_365d
    from compared
    group by {{ customer_and_date_key() }}
)

select
    prices_paid.*,
    dates.built_from
from prices_paid
inner join dates on prices_paid.as_of_date = dates.as_of_date
