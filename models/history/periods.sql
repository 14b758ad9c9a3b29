with dates as (
    select
        observed.as_of_date,
        assigned.digest,
        lag(observed.as_of_date) over (order by observed.as_of_date) as previous_as_of_date,
        lag(assigned.digest) over (order by observed.as_of_date) as previous_digest,
        {{ month_of('observed.as_of_date') }} as month_starts_on
    from {{ ref('observation_dates') }} as observed
    inner join {{ ref('assignment_dates') }} as assigned on observed.as_of_date = assigned.as_of_date
)

select
    as_of_date,
    previous_as_of_date,
    cast(coalesce({{ dbt.dateadd('day', 1, 'previous_as_of_date') }}, month_starts_on) as date) as starts_on,
    as_of_date = {{ dbt.last_day('as_of_date', 'month') }} as is_whole_month,
    -- Of both ends of the period.
    md5(concat(digest, '|', coalesce(previous_digest, ''))) as digest
from dates
