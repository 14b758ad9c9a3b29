-- Some orders are reviewed, worse after a return or a ticket that took days.
with reviewed as (
    select
        orders.order_key,
        orders.customer_number,
        orders.returned_line is not null as is_returned,
        coalesce(tickets.hours, 0) as hours,
        chance_of(orders.chance, 7000000) as review_chance,
        cast(days_after(orders.ordered_on, 5 + whole(15 * uniform(orders.chance, 'review day'))) as timestamp)
        + to_seconds(whole(86399 * uniform(orders.chance, 'review second'))) as reviewed_at
    from orders
    left join tickets on orders.order_key = tickets.order_key
    where uniform(orders.chance, 'review') < 0.08
)

select
    concat('r', order_key) as review_id,
    {customer_id} as customer_id,
    reviewed_at,
    case
        when uniform(review_chance, 'fault') < 0.003 then 11
        else greatest(1, 5 - whole(
            2.2 * power(uniform(review_chance, 'stars'), 2) + case when is_returned then 2 else 0 end
            + case when hours > 72 then 1.5 else 0 end
        ))
    end as rating
from reviewed
where reviewed_at < days_after(date '{day}', 1)
order by review_id
