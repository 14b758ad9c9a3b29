-- noqa: disable=LT02
{% set window_orders = in_window('order_count_in_window') %}
{% set window_revenue = in_window('net_revenue_in_window') %}
{% set window = 'ever' if var('window') == 'all' else 'in the last ' ~ var('window') ~ ' days' %}
{% set lifecycle = lifecycle_settings() %}

with customers as (
    select
        *,
        order_day_count >= {{ lifecycle.minimum_orders_for_own_cycle }} as has_own_cycle,
        row_number() over (order by {{ window_revenue }} desc, customer_id asc) as revenue_rank,
        count(*) over () as customer_count
    from {{ ref('latest_customer_features') }}
    where order_count >= 1
),

counts as (
    select
        count(*) as customer_count,
        {{ count_if('order_count = 1') }} as one_time_count,
        {{ count_if("lifecycle_stage = 'dormant'") }} as dormant_count,
        {{ count_if(window_orders ~ ' = 0') }} as outside_window_count,
        {{ count_if(window_orders ~ ' >= 1 and ' ~ window_revenue ~ ' <= 0') }} as net_returner_count,
        {{ count_if('has_own_cycle') }} as own_cycle_count,
        max(case when not has_own_cycle then purchase_cycle_days end) as shop_cycle_days,
        {{ sum_if(window_revenue ~ ' > 0', window_revenue) }} as revenue,
        {{ sum_if('revenue_rank <= ceil(0.01 * customer_count) and ' ~ window_revenue ~ ' > 0', window_revenue) }}
            as revenue_of_top_1_percent,
        {{ sum_if('revenue_rank = 1 and ' ~ window_revenue ~ ' > 0', window_revenue) }} as revenue_of_largest
    from customers
),

facts as (
    select
        1 as fact_number,
        'customers' as fact,
        cast(customer_count as double) as value,
        concat('Customers who have ordered: ', {{ readable_number('customer_count') | indent(8) }}, '.') as sentence
    from counts
    {%- for fact, count, sentence in [
        ('one_time_share', 'one_time_count', "' of the customers ordered once'"),
        ('dormant_share', 'dormant_count',
         "' of the customers are dormant: no order for " ~ lifecycle.dormant_cycles ~ ' purchase cycles and '
         ~ lifecycle.dormant_minimum_days ~ " days'"),
        ('no_order_in_window_share', 'outside_window_count', "' of the customers have no order " ~ window ~ "'"),
        ('net_returner_share', 'net_returner_count',
         "' of the customers got back as much as they paid or more, " ~ window ~ "'"),
    ] %}
    union all
    select
        {{ loop.index + 1 }} as fact_number,
        '{{ fact }}' as fact,
        {{ ratio(count, 'customer_count') }} as value,
        concat(
            {{ readable_share(ratio(count, 'customer_count')) | indent(12) }}, {{ sentence }}
            {%- if fact == 'one_time_share' %},
            case
                when {{ ratio(count, 'customer_count') }} > 0.5
                    then ', so that frequency tells few of them apart, and when and how much they bought has to'
                else ''
            end
            {%- endif %}, '.'
        ) as sentence
    from counts
    {%- endfor %}
    {%- for fact, revenue, who in [
        ('top_1_percent_revenue_share', 'revenue_of_top_1_percent', 'The top 1% of customers'),
        ('largest_customer_revenue_share', 'revenue_of_largest', 'The largest customer'),
    ] %}
    union all
    select
        {{ loop.index + 5 }} as fact_number,
        '{{ fact }}' as fact,
        {{ ratio(revenue, 'revenue') }} as value,
        concat(
            '{{ who }} made ', {{ readable_share(ratio(revenue, 'revenue')) | indent(12) }},
            ' of the net revenue {{ 'of all time' if window == 'ever' else window | replace('in the', 'of the') }}.'
        ) as sentence
    from counts
    {%- endfor %}
    union all
    select
        8 as fact_number,
        'shop_cycle_days' as fact,
        shop_cycle_days as value,
        case
            when own_cycle_count >= {{ lifecycle.minimum_customers_for_shop_cycle }}
                then concat(
                    'Customers with too few orders for a purchase cycle of their own are judged by the median of the ',
                    {{ readable_number('own_cycle_count') | indent(20) }}, ' who have one: ',
                    {{ readable_number('shop_cycle_days') | indent(20) }}, ' days.'
                )
            else concat(
                'Purchase cycle, in days, of those who have none of their own: ',
                {{ readable_number('shop_cycle_days') | indent(16) }},
                ', the default of the var lifecycle, as fewer than '
                '{{ lifecycle.minimum_customers_for_shop_cycle }} customers have one of their own.'
            )
        end as sentence
    from counts
)

select
    cast(fact_number as bigint) as fact_number,
    fact,
    value,
    sentence,
    cast((select as_of.as_of_date from {{ ref('as_of') }} as as_of) as date) as as_of_date
from facts
-- Without customers, or without revenue, there is nothing to say.
where sentence is not null
    and value is not null
