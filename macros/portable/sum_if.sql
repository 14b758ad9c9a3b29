{% macro sum_if(condition, value) %}
{#- The sum of no rows is 0, not null. The 0 also tells DuckDB the largest possible sum, so it adds amounts in 64 bits
    instead of 128. -#}
coalesce(sum(case when {{ condition }} then {{ value }} else 0 end), 0)
{%- endmacro %}
