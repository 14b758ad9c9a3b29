-- noqa: disable=LT02
{{ config(materialized='view') }}

select
    customer_id,
    as_of_date
    {%- for feature in features() if feature.is_contracted %},
    {{ feature.name }}
    {%- endfor %}
from {{ ref('wide_features') }}
