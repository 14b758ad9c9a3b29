{% macro total_of_squares(value) %}
{#- The exact sum of squares of amounts, or of whole numbers, up to 1e14. Of doubles it would depend on the order of the
    rows, and a product of two wider decimals would overflow. -#}
sum(cast({{ value }} as decimal(18, 4)) * cast({{ value }} as decimal(18, 4)))
{%- endmacro %}
