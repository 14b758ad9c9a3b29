{% macro median_of_ranked(value, rank, number) %}
{#- An aggregate: the median, as a double, of values that a window has ranked from 1. The engines' own median holds
    every value of every group in memory. -#}
{%- set middle -%}
case when 2 * {{ rank }} between {{ number }} and {{ number }} + 2 then {{ value }} end
{%- endset -%}
{{ ratio('sum(' ~ middle ~ ')', 'count(' ~ middle ~ ')') }}
{%- endmacro %}
