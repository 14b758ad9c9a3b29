{{ config(materialized='ephemeral') }}

with days as (
    select
        as_of_date,
        cast({{ dbt.dateadd('day', -365, 'as_of_date') }} as date) as before_window
    from {{ ref('as_of') }}
),

-- Where every order is at midnight, orders have no time of day.
clocks as (
    select max(extract(hour from ordered_at)) > 0 as has_hours
    from {{ ref('orders') }}
),

events as (
    select
        orders.customer_id,
        coalesce(channels.meaning, orders.channel) as channel,
        orders.ordered_on as happened_on,
        case when clocks.has_hours then orders.ordered_at end as happened_at
    from {{ ref('orders') }} as orders
    cross join days
    cross join clocks
    left join {{ words_of('order_channel') }} as channels on lower(trim(orders.channel)) = channels.word
    where orders.is_purchase
        and orders.ordered_on <= days.as_of_date
        and orders.ordered_on > days.before_window
    {%- if input_mapping('email_events') is not none or not execute %}
    union all
    select
        clicks.customer_id,
        'email' as channel,
        clicks.happened_on,
        clicks.first_clicked_at as happened_at
    from {{ ref('email_days') }} as clicks
    cross join days
    where clicks.is_clicked
        and clicks.happened_on <= days.as_of_date
        and clicks.happened_on > days.before_window
    {%- endif %}
)

select
    customer_id,
    channel,
    {{ iso_weekday('happened_on') }} as weekday,
    extract(hour from happened_at) as hour_of_day,
    count(*) as event_count
from events
group by customer_id, channel, {{ iso_weekday('happened_on') }}, extract(hour from happened_at)
