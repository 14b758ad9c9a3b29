create table order_numbers as
select
    total.range as order_count,
    number.range as order_number
from range(1, 2001) as total
inner join range(2000) as number on number.range < total.range
where total.range <= (select max(order_count) from customers);

create table orders as
with placed as (
    select
        customers.customer_number,
        customers.customer_number * 2000 + order_number as order_key,
        customers.chance as customer_chance,
        chance_of(customers.chance, 1 + order_number) as chance,
        customers.type_number,
        customers.lines_per_order,
        customers.home_store,
        -- A strict rhythm puts every order in the middle of its share of the span.
        customers.tick_from + whole(
            (order_number + 0.5 + types.rhythm * (uniform(chance_of(customers.chance, 1 + order_number), 'when') - 0.5))
            / customers.order_count * (customers.tick_to - customers.tick_from)
        ) as tick,
        types.morning_share,
        types.evening_share,
        types.online_share,
        types.return_share
    from customers
    inner join order_numbers on customers.order_count = order_numbers.order_count
    inner join types on customers.type_number = types.type_number
),

sized as (
    select
        *,
        least(50, greatest(1, whole(
            lines_per_order * lognormal(chance, 'size', 0.4) + uniform(chance, 'size')
        ))) as line_count
    from placed
)

select
    order_key,
    customer_number,
    customer_chance,
    chance,
    sized.type_number,
    ticks.day as ordered_on,
    case
        when uniform(chance, 'hour') < morning_share then 7 * 3600 + whole(5 * 3600 * uniform(chance, 'second'))
        when uniform(chance, 'hour') < morning_share + evening_share
            then 17 * 3600 + whole(5 * 3600 * uniform(chance, 'second'))
        else 12 * 3600 + whole(5 * 3600 * uniform(chance, 'second'))
    end as second_of_day,
    case
        when uniform(chance, 'store') < 0.1 then 1 + whole({store_count} * uniform(chance, 'other store'))
        else home_store
    end as store_number,
    case when uniform(chance, 'channel') < online_share then 'online' else 'store' end as channel,
    line_count,
    -- One order in a hundred arrives days later.
    days_after(
        ticks.day,
        case when uniform(chance, 'late') < 0.01 then 1 + whole({late_days} * uniform(chance, 'how late')) else 0 end
    ) as arrives_on,
    -- At most one line of an order comes back, weeks later.
    case
        when uniform(chance, 'return') < return_share * line_count
            then 1 + whole(line_count * uniform(chance, 'returned line'))
    end as returned_line,
    days_after(ticks.day, {late_days} + 1 + whole(37 * uniform(chance, 'return day'))) as returned_on
from sized
inner join ticks on sized.type_number = ticks.type_number and sized.tick = ticks.tick;

create table line_numbers as
select
    total.range as line_count,
    number.range as line_number
from range(1, 51) as total
inner join range(1, 51) as number on number.range <= total.range;
