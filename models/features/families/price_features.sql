-- depends_on: {{ ref('observation_dates') }}
with events as (
    {{ events_until_part_date('customer_category_days', window_days=365) }}
),

compared as (
    select
        events.customer_id,
        events.gross_amount,
        {{ as_amount('events.units * prices.unit_price') }} as amount_at_category_price
    from events
    inner join {{ ref('category_prices') }} as prices
        on events.subcategory = prices.subcategory
        and cast({{ dbt.date_trunc('month', 'events.ordered_on') }} as date) = prices.ordered_month
    where events.units > 0
)

select
    customer_id,
    {{ part_date() }} as as_of_date,
    {{ ratio('sum(gross_amount)', 'sum(amount_at_category_price)') }} as price_index_365d
from compared
group by customer_id
