with dates as (
    {{ dates_to_build() }}
)

select
    known.customer_id,
    dates.as_of_date,
    dates.built_from
from {{ ref('known_customers') }} as known
inner join dates on known.known_from <= dates.as_of_date
