-- noqa: disable=LT02
{{ config(materialized='view') }}

select
    customer_id,
    as_of_date
    {%- for feature in features() if feature.is_contracted %},
    {% if not feature.is_given %}cast(null as {{ feature.data_type }}) as {% endif %}{{ feature.name }}
    {%- endfor %}
from {{ ref('wide_features') }}
