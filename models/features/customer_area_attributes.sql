-- depends_on: {{ ref('customer_area_versions') }}
select
    customer_id,
    attribute,
    value,
    number_value,
    area,
    area_level,
    source,
    dated_on
from ({{ area_values_on('(select as_of.as_of_date from ' ~ ref('as_of') ~ ' as as_of)') }}) as known
