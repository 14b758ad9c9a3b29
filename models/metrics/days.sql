with numbers as (
    {%- for number in range(31) %}
    select {{ number }} as number{{ ' union all' if not loop.last }}
    {%- endfor %}
),

days as (
    select
        {{ dbt.dateadd('day', 'numbers.number', 'periods.starts_on') }} as day,
        periods.as_of_date
    from {{ ref('periods') }} as periods
    cross join numbers
)

select cast(day as date) as day
from days
where day <= as_of_date
