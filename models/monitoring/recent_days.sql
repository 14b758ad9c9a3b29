-- Two weeks, and the eight weeks before, of which the usual comes.
with weeks as (
    {%- for week in range(10) %}
    select cast({{ week }} as bigint) as week_number
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

weekdays as (
    {%- for number in range(7) %}
    select cast({{ number }} as bigint) as day_number
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

numbers as (
    select cast(7 * weeks.week_number + weekdays.day_number as int) as days_ago
    from weeks
    cross join weekdays
),

days as (
    select
        numbers.days_ago,
        cast({{ dbt.dateadd('day', '(-numbers.days_ago)', 'day.as_of_date') }} as date) as ordered_on
    from numbers
    cross join {{ ref('monitoring_day') }} as day
),

orders as (
    select
        ordered_on,
        line_count,
        case when gross_amount > 0 then {{ ratio('gross_amount', 'line_count') }} end as price
    from {{ ref('orders') }}
    where is_purchase
        and ordered_on > (
            select {{ dbt.dateadd('day', -70, 'day.as_of_date') }}
            from {{ ref('monitoring_day') }} as day
        )
),

totals as (
    select
        ordered_on,
        count(*) as order_count,
        sum(line_count) as line_count,
        count(price) as priced_count,
        -- Rounded, so that the sum is the same in every order of the rows.
        sum(cast(round(ln(price), 6) as decimal(18, 6))) as log_price_total
    from orders
    group by ordered_on
)

select
    days.ordered_on,
    cast(days.days_ago as bigint) as days_ago,
    {{ iso_weekday('days.ordered_on') }} as weekday,
    coalesce(totals.order_count, 0) as order_count,
    {{ ratio('totals.line_count', 'totals.order_count') }} as lines_per_order,
    exp({{ ratio('totals.log_price_total', 'totals.priced_count') }}) as price
from days
left join totals on days.ordered_on = totals.ordered_on
