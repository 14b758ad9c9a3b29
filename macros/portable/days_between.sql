{% macro days_between(first, second) %}
{#- Whole days from the first date to the second, negative if the second is earlier. A bigint, as counts are. -#}
cast({{ dbt.datediff(first, second, 'day') }} as bigint)
{%- endmacro %}
