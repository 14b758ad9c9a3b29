-- noqa: disable=LT02
{% set horizons = [90, 365] %}

with gaps as (
    select
        customer_id,
        ordered_on,
        row_number() over (partition by customer_id order by ordered_on) as order_day_number
    from {{ ref('order_gaps') }}
),

customers as (
    select
        customer_id,
        min(ordered_on) as first_ordered_on,
        max(case when order_day_number = 2 then ordered_on end) as second_ordered_on
    from gaps
    where order_day_number <= 2
    group by customer_id
),

timed as (
    select
        customers.*,
        {{ month_of('customers.first_ordered_on') }} as joined_month,
        {{ days_between('customers.first_ordered_on', 'customers.second_ordered_on') }} as days_to_second_order,
        {{ days_between(dbt.last_day('customers.first_ordered_on', 'month'), 'as_of.as_of_date') }} as days_known
    from customers
    cross join {{ ref('as_of') }} as as_of
    where customers.first_ordered_on <= as_of.as_of_date
),

ranked as (
    select
        *,
        row_number() over (partition by joined_month order by days_to_second_order nulls last) as gap_rank,
        count(days_to_second_order) over (partition by joined_month) as gap_count
    from timed
)

-- A share is told when the last who joined in the month has had the days for it, or young months would look worse.
select
    joined_month,
    count(*) as customer_count,
    count(second_ordered_on) as repeat_customers,
    {%- for days in horizons %}
    case
        when min(days_known) >= {{ days }}
            then {{ ratio(count_if('days_to_second_order <= ' ~ days), 'count(*)') }}
    end as second_order_share_{{ days }}d,
    {%- endfor %}
    {{ median_of_ranked('days_to_second_order', 'gap_rank', 'gap_count') }} as median_days_to_second_order
from ranked
group by joined_month
