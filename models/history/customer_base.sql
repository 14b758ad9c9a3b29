-- noqa: disable=LT02
{#- The base are those who ordered and are not dormant. -#}
{% set before = "coalesce(from_stage, 'prospect') not in ('prospect', 'dormant')" %}
{% set now = "to_stage not in ('prospect', 'dormant')" %}
{% set had_ordered = "coalesce(from_stage, 'prospect') <> 'prospect'" %}

with moves as (
    select
        as_of_date,
        {{ sum_if(before, 'customer_count') }} as opening_customers,
        {{ sum_if(now ~ ' and not ' ~ had_ordered, 'customer_count') }} as new_customers,
        {{ sum_if(now ~ " and from_stage = 'dormant' and has_ordered", 'customer_count') }} as reactivated_customers,
        {{ sum_if(now ~ " and from_stage = 'dormant' and not has_ordered", 'customer_count') }} as restated_customers,
        {{ sum_if(before ~ ' and not ' ~ now, 'customer_count') }} as lapsed_customers,
        {{ sum_if(now, 'customer_count') }} as closing_customers
    from {{ ref('lifecycle_moves') }}
    group by as_of_date
),

sales as (
    select
        periods.as_of_date,
        count(distinct case when orders.is_purchase then orders.customer_id end) as ordering_customers,
        {{ count_if('orders.is_purchase') }} as order_count,
        coalesce(sum(orders.net_amount), 0) as net_revenue
    from {{ ref('periods') }} as periods
    left join {{ ref('orders') }} as orders on orders.ordered_on between periods.starts_on and periods.as_of_date
    group by periods.as_of_date
)

select
    periods.as_of_date,
    periods.starts_on,
    periods.is_whole_month,
    cast(moves.opening_customers as bigint) as opening_customers,
    cast(moves.new_customers as bigint) as new_customers,
    cast(moves.reactivated_customers as bigint) as reactivated_customers,
    cast(moves.restated_customers as bigint) as restated_customers,
    cast(moves.lapsed_customers as bigint) as lapsed_customers,
    cast(moves.closing_customers as bigint) as closing_customers,
    sales.ordering_customers,
    sales.order_count,
    cast(sales.net_revenue as decimal(38, 4)) as net_revenue
from {{ ref('periods') }} as periods
inner join sales on periods.as_of_date = sales.as_of_date
left join moves on periods.as_of_date = moves.as_of_date
