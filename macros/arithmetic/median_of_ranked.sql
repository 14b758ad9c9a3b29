{% macro median_of_ranked(value, rank, number) %}
{#- An aggregate: the median of values that have been ranked from 1 to their number, as a double. The engines' own
    keep every value of every group in memory. -#}
{%- set middle -%}
case when 2 * {{ rank }} between {{ number }} and {{ number }} + 2 then {{ value }} end
{%- endset -%}
{{ ratio('sum(' ~ middle ~ ')', 'count(' ~ middle ~ ')') }}
{%- endmacro %}
