-- noqa: disable=LT02
{% set comparisons = {'month before': 1, 'year before': 12} %}

with first_orders as (
    select
        customer_id,
        min(ordered_on) as first_ordered_on
    from {{ ref('orders') }}
    where is_purchase
    group by customer_id
),

-- A month that is not over is compared with as many days of the other month.
months as (
    {%- for comparison, months_back in comparisons.items() %}
    select
        as_of_date,
        '{{ comparison }}' as compared_with,
        {{ month_of('as_of_date') }} as starts_on,
        cast({{ dbt.dateadd('month', -months_back, month_of('as_of_date')) }} as date) as before_starts_on,
        cast(
            case
                when is_whole_month
                    then {{ dbt.last_day(dbt.dateadd('month', -months_back, 'as_of_date'), 'month') }}
                else {{ dbt.dateadd('month', -months_back, 'as_of_date') }}
            end
            as date
        ) as before_ends_on
    from {{ ref('periods') }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- Against a month in which the shop began, everything would be growth.
comparable as (
    select months.*
    from months
    where months.before_starts_on > (select {{ month_of('min(orders.ordered_on)') }} from {{ ref('orders') }} as orders)
),

sides as (
    {%- for side, starts_on, ends_on in [
        ('now', 'starts_on', 'as_of_date'), ('before', 'before_starts_on', 'before_ends_on')
    ] %}
    select
        comparable.as_of_date,
        comparable.compared_with,
        comparable.before_ends_on,
        orders.customer_id,
        '{{ side }}' as side,
        orders.net_amount
    from comparable
    inner join {{ ref('orders') }} as orders
        on comparable.{{ starts_on }} = orders.ordered_month
        and comparable.{{ ends_on }} >= orders.ordered_on
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

customers as (
    select
        as_of_date,
        compared_with,
        before_ends_on,
        customer_id,
        max(case when side = 'now' then 1 else 0 end) as is_now,
        max(case when side = 'before' then 1 else 0 end) as is_before,
        {{ sum_if("side = 'now'", 'net_amount') }} as revenue_now,
        {{ sum_if("side = 'before'", 'net_amount') }} as revenue_before
    from sides
    group by as_of_date, compared_with, before_ends_on, customer_id
),

steps as (
    select
        customers.as_of_date,
        customers.compared_with,
        case
            when customers.is_now = 0 then 'away'
            when customers.is_before = 0 and first_orders.first_ordered_on > customers.before_ends_on then 'new'
            when customers.is_before = 0 then 'back'
            when customers.revenue_now >= customers.revenue_before then 'more'
            else 'less'
        end as step,
        customers.revenue_before,
        customers.revenue_now
    from customers
    left join first_orders on customers.customer_id = first_orders.customer_id
)

select
    as_of_date,
    compared_with,
    step,
    count(*) as customer_count,
    cast(sum(revenue_before) as decimal(38, 4)) as revenue_before,
    cast(sum(revenue_now) as decimal(38, 4)) as revenue_now,
    cast(sum(revenue_now - revenue_before) as decimal(38, 4)) as revenue_change
from steps
group by as_of_date, compared_with, step
