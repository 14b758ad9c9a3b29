-- noqa: disable=LT02
with customers as (
    select
        customer_id,
        {{ month_of('min(ordered_on)') }} as joined_month
    from {{ ref('orders') }}
    where is_purchase
    group by customer_id
),

months as (
    select
        customers.joined_month,
        orders.ordered_month,
        orders.customer_id,
        max(case when orders.is_purchase then 1 else 0 end) as has_ordered,
        sum(orders.net_amount) as net_revenue
    from {{ ref('orders') }} as orders
    inner join customers on orders.customer_id = customers.customer_id
    where orders.ordered_on <= (select as_of.as_of_date from {{ ref('as_of') }} as as_of)
        and orders.ordered_month >= customers.joined_month
    group by customers.joined_month, orders.ordered_month, orders.customer_id
)

select
    joined_month,
    ordered_month,
    cast(
        12 * (extract(year from ordered_month) - extract(year from joined_month))
        + extract(month from ordered_month) - extract(month from joined_month) as bigint
    ) as months_since,
    cast(sum(has_ordered) as bigint) as customer_count,
    cast(sum(net_revenue) as decimal(38, 4)) as net_revenue
from months
group by joined_month, ordered_month
