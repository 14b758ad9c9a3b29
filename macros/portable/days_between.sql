{% macro days_between(first, second) %}
{#- Whole days from one date to another, negative backwards; a bigint, as counts are. -#}
cast({{ dbt.datediff(first, second, 'day') }} as bigint)
{%- endmacro %}
