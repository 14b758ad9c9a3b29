-- noqa: disable=LT02
{{ config(materialized='view') }}

{% set columns = parameter_columns() -%}
select
    cast(null as {{ dbt.type_string() }}) as segmentation,
    {%- for column, type in columns.items() %}
    cast(null as {{ type }}) as {{ column }}{{ ',' if not loop.last }}
    {%- endfor %}
where 1 = 0
{%- for spec in segmentations() if spec.algorithm == 'custom' %}
union all
select
    '{{ spec.name }}' as segmentation,
    {%- for column, type in columns.items() %}
    cast({{ column }} as {{ type }}) as {{ column }}{{ ',' if not loop.last }}
    {%- endfor %}
from {{ input_relation(spec.parameters) }}
{%- endfor %}
