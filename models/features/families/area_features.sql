-- noqa: disable=LT02
{{ config(digest='features_digest') }}
{{ built_if_given(['area_attributes']) }}
-- depends_on: {{ ref('observation_dates') }}
-- depends_on: {{ ref('customer_area_versions') }}
select
    customer_id,
    {{ part_date() }} as as_of_date
    {%- for name in area_features() %},
    max(case when attribute = '{{ name }}' then number_value end) as area_{{ name }}
    {%- endfor %}
from ({{ area_values_on(part_date()) }}) as known
group by customer_id
