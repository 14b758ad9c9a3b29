{% macro ratio(numerator, denominator) %}
{#- A double; null where the denominator is zero or null. Decimals divide differently on each engine. -#}
cast({{ numerator }} as double) / nullif(cast({{ denominator }} as double), 0)
{%- endmacro %}
