with dates as (
    select
        as_of_date,
        lag(as_of_date) over (order by as_of_date) as previous_as_of_date,
        {{ month_of('as_of_date') }} as month_starts_on
    from {{ ref('observation_dates') }}
)

select
    as_of_date,
    previous_as_of_date,
    cast(coalesce({{ dbt.dateadd('day', 1, 'previous_as_of_date') }}, month_starts_on) as date) as starts_on,
    as_of_date = {{ dbt.last_day('as_of_date', 'month') }} as is_whole_month
from dates
