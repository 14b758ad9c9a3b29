{% macro sum_if(condition, value) %}
{#- The sum of nothing is zero: an amount nobody spent is known. -#}
coalesce(sum(case when {{ condition }} then {{ value }} end), 0)
{%- endmacro %}
