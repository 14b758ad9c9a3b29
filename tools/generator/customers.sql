-- Who is known when, and how often and how much he buys. Some were customers before the first day.
create table lives as
with drawn as (
    select
        range as customer_number,
        chance_of({seed}, range) as chance
    from range({customers})
),

typed as (
    select
        drawn.*,
        types.*,
        whole({day_count} * (joined_from + (joined_to - joined_from) * uniform(chance, 'joined'))) as joined_day
    from drawn
    inner join types
        on uniform(chance, 'type') >= types.share_from
        and uniform(chance, 'type') < types.share_to
)

select
    customer_number,
    chance,
    type_number,
    latent_type,
    lines_per_order * lognormal(chance, 'basket', 0.2) as lines_per_order,
    return_share,
    orders_per_year * lognormal(chance, 'rate', order_spread) as orders_per_year,
    joined_day,
    days_after(date '{first_day}', joined_day) as joined_on,
    greatest(joined_day, 0) as active_from,
    least(
        greatest(joined_day, 0) + 1 + whole(mean_life_days * exponential(chance, 'life')),
        {day_count} + {days_beyond} - 1
    ) as active_to
from typed;

-- In ticks of the type's own calendar; and what of it lies before the last day.
create table spans as
select
    lives.*,
    began.ticks_before as tick_from,
    ended.ticks_before + ended.tick_count as tick_to,
    orders_per_year / 7300 * (ended.ticks_before + ended.tick_count - began.ticks_before) as further_orders,
    greatest(0, least(ended.ticks_before + ended.tick_count, last.ticks_before) - began.ticks_before)
    / cast(ended.ticks_before + ended.tick_count - began.ticks_before as double) as share_by_last_day
from lives
inner join calendar as began
    on lives.type_number = began.type_number and lives.active_from = began.day_number
inner join calendar as ended
    on lives.type_number = ended.type_number and lives.active_to = ended.day_number
inner join calendar as last
    on lives.type_number = last.type_number and {day_count} = last.day_number;

-- One order each, and as many further ones as it takes to come to the lines asked for.
create table customers as
with totals as (
    select
        sum(whole(1e4 * share_by_last_day * lines_per_order * (1 + return_share))) as lines_of_first_orders,
        sum(whole(1e4 * share_by_last_day * lines_per_order * (1 + return_share) * further_orders)) as lines_of_further_orders
    from spans
)

select
    customer_number,
    chance,
    type_number,
    latent_type,
    joined_on,
    lines_per_order,
    tick_from,
    tick_to,
    1 + least(1999, whole(
        further_orders * greatest(0, 1e4 * {lines} - lines_of_first_orders) / lines_of_further_orders
        + uniform(chance, 'orders')
    )) as order_count,
    1 + whole(power({store_count}, uniform(chance, 'home store'))) as home_store
from spans
cross join totals;
