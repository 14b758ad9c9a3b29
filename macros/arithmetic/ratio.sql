{% macro ratio(numerator, denominator) %}
{#- A double; null if the denominator is 0 or null. The cast is needed because engines divide decimals differently. -#}
cast({{ numerator }} as double) / nullif(cast({{ denominator }} as double), 0)
{%- endmacro %}
