-- Types and categories, numbered.
create table types as
select
    *,
    row_number() over (order by latent_type) as type_number,
    sum(share) over (order by latent_type) as share_to,
    sum(share) over (order by latent_type) - share as share_from
from given_types;

create table categories as
select
    *,
    row_number() over (order by category) as category_number,
    whole(100 * (sum(share) over (order by category) - share) + 0.5) as slot_from,
    whole(100 * sum(share) over (order by category) + 0.5) as slot_to
from given_categories;

create table category_slots as
select
    range as slot,
    category_number
from range(100)
inner join categories on range >= slot_from and range < slot_to;

-- How many ticks a day lasts for a type: twenty in the mean, more where it buys more. Orders are
-- spread over ticks, which makes seasons and weeks.
create table calendar as
with days as (
    select
        type_number,
        range as day_number,
        days_after(date '{first_day}', range) as day,
        case when extract(isodow from days_after(date '{first_day}', range)) >= 6 then weekend_weight else 1 end
        * (
            1
            + 0.2 * cos(2 * pi() * (extract(doy from days_after(date '{first_day}', range)) - 350) / 365.25)
            + (gift_weight + {gift_season}) * exp(-power((extract(doy from days_after(date '{first_day}', range)) - 345) / 14.0, 2) / 2)
            + (gift_weight + {gift_season}) / 2 * exp(-power((extract(doy from days_after(date '{first_day}', range)) - 128) / 8.0, 2) / 2)
        ) as weight
    from types
    cross join range({day_count} + {days_beyond})
),

weighed as (
    select
        *,
        -- In whole millionths: a sum of doubles depends on its order.
        20e6 * weight * count(*) over (partition by type_number)
        / sum(whole(1e6 * weight)) over (partition by type_number) as ticks
    from days
)

select
    type_number,
    day_number,
    day,
    greatest(1, whole(ticks + 0.5)) as tick_count,
    cast(
        sum(greatest(1, whole(ticks + 0.5))) over (partition by type_number order by day_number)
        - greatest(1, whole(ticks + 0.5)) as bigint
    ) as ticks_before
from weighed;

create table ticks as
select
    type_number,
    ticks_before + range as tick,
    day
from calendar
inner join range(2000) on range < tick_count;
