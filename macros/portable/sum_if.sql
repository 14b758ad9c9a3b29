{% macro sum_if(condition, value) %}
{#- The sum of nothing is zero: an amount nobody spent is known. With a zero instead of a null DuckDB knows how large the
    sum can be at most, and adds up amounts in 64 bits instead of 128. -#}
coalesce(sum(case when {{ condition }} then {{ value }} else 0 end), 0)
{%- endmacro %}
