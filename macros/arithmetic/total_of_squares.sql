{% macro total_of_squares(value) %}
{#- The exact sum of squares of amounts or whole numbers, up to 1e14. A sum of doubles would depend on the order of the
    rows. DuckDB's product of two decimal(18, 4) overflows from 1e5, and a product of two wider decimals overflows on
    every engine. -#}
sum(cast({{ value }} as decimal(19, 4)) * cast({{ value }} as decimal(18, 4)))
{%- endmacro %}
