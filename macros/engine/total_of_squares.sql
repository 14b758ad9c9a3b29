{% macro total_of_squares(value) %}
{#- The exact sum of squares of a decimal. -#}
sum(cast({{ value }} * {{ value }} as decimal(38, 8)))
{%- endmacro %}
