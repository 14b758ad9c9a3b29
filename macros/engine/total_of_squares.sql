{% macro total_of_squares(value) %}
{#- The sum of squares of amounts up to 1e14. Each square is a double, which no order of rows changes;
    their sum is a decimal, for the same reason. A product of two wide decimals would overflow. -#}
sum(cast(cast({{ value }} as double) * cast({{ value }} as double) as decimal(38, 8)))
{%- endmacro %}
