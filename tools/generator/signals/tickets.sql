-- Some orders bring a ticket. It takes long more often before a customer leaves for good, and who waits is not satisfied.
create table tickets as
select
    orders.order_key,
    orders.customer_number,
    chance_of(orders.chance, 6000000) as ticket_chance,
    cast(days_after(orders.ordered_on, 1 + whole(4 * uniform(orders.chance, 'ticket day'))) as timestamp)
    + to_seconds(28800 + whole(36000 * uniform(orders.chance, 'ticket second'))) as opened_at,
    1 + 30 * exponential(orders.chance, 'ticket hours')
    * case when engaged.is_gone and orders.ordered_on > days_after(engaged.active_until, -60) then 4 else 1 end as hours,
    case
        when orders.returned_line is not null then 'return'
        when uniform(orders.chance, 'subject') < 0.4 then 'delivery'
        when uniform(orders.chance, 'subject') < 0.6 then 'product'
        when uniform(orders.chance, 'subject') < 0.75 then 'billing'
        when uniform(orders.chance, 'subject') < 0.9 then 'account'
        else 'complaint'
    end as category
from orders
inner join engaged on orders.customer_number = engaged.customer_number
where uniform(orders.chance, 'ticket') < case when orders.returned_line is not null then 0.4 else 0.04 end;
