-- A state is compared with that of a month before: the latest observation date of at least 28 days earlier.
select
    as_of.as_of_date,
    max(case when {{ days_between('dates.as_of_date', 'as_of.as_of_date') }} >= 28 then dates.as_of_date end)
        as compared_on,
    -- No date is observed before the first order.
    (select min(orders.ordered_on) from {{ ref('orders') }} as orders) as first_ordered_on
from {{ ref('as_of') }} as as_of
inner join {{ ref('observation_dates') }} as dates on as_of.as_of_date >= dates.as_of_date
group by as_of.as_of_date
