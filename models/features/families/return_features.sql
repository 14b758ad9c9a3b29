-- depends_on: {{ ref('observation_dates') }}
with events as (
    {{ events_until_part_date('orders', window_days=365) }}
)

select
    customer_id,
    {{ part_date() }} as as_of_date,
    -- An order with returns on two days has two rows but counts once.
    {{ count_different('case when returned_amount > 0 then ' ~ row_fingerprint('order_id') ~ ' end') }}
        as orders_with_returns_365d,
    cast(sum(returned_amount) as decimal(18, 4)) as returned_revenue_365d,
    {{ ratio('sum(returned_amount)', 'sum(gross_amount)') }} as return_rate_365d
from events
group by customer_id
