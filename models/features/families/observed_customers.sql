-- depends_on: {{ ref('observation_dates') }}
select
    customer_id,
    {{ part_date() }} as as_of_date
from {{ ref('known_customers') }}
where known_from <= {{ part_date() }}
