{% macro total_of_squares(value) %}
{#- The exact sum of squares of amounts, or of whole numbers, up to 1e14. Of doubles it would depend on the order of the
    rows; DuckDB's product of two decimal(18, 4) overflows from 1e5 on, a product of two wider ones everywhere. -#}
sum(cast({{ value }} as decimal(19, 4)) * cast({{ value }} as decimal(18, 4)))
{%- endmacro %}
