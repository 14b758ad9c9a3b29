{% macro squared_total(value) %}
{#- The square of an exact sum, as a double. -#}
power(cast(sum({{ value }}) as double), 2)
{%- endmacro %}
