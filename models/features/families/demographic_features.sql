{{ config(materialized='view') }}

with customers as (
    select
        customers.*,
        dates.as_of_date,
        cast(extract(year from dates.as_of_date) - extract(year from customers.date_of_birth) as bigint)
        - case
            when extract(month from dates.as_of_date) * 100 + extract(day from dates.as_of_date)
                < extract(month from customers.date_of_birth) * 100 + extract(day from customers.date_of_birth)
                then 1
            else 0
        end as years
    from {{ ref('stg_customers') }} as customers
    cross join {{ ref('observation_dates') }} as dates
)

select
    customer_id,
    as_of_date,
    age_band,
    gender,
    income_band,
    marital_status,
    home_ownership,
    household_size,
    household_type,
    child_count,
    country,
    region,
    loyalty_status,
    -- Nobody is younger than nothing, and hardly anybody as old as that.
    cast(case when years between 0 and 120 then years end as bigint) as age_years
from customers
