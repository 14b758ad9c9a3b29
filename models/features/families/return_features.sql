with dates as (
    {{ dates_to_build() }}
),

events as (
    {{ as_of_each_date('orders', window_days=365) }}
),

returns as (
    select
        {{ customer_and_date() }},
        -- An order that came back on two days is two rows and one order.
        {{ count_different('case when returned_amount > 0 then ' ~ row_fingerprint('order_id') ~ ' end') }}
            as orders_with_returns_365d,
        cast(sum(returned_amount) as decimal(18, 4)) as returned_revenue_365d,
        {{ ratio('sum(returned_amount)', 'sum(gross_amount)') }} as return_rate_365d
    from events
    group by {{ customer_and_date_key() }}
)

select
    returns.*,
    dates.built_from
from returns
inner join dates on returns.as_of_date = dates.as_of_date
