{% macro added(function, so_far, step) %}
{#- By how much a function of a running total grew with the last step. <total> stands for the total. -#}
({{ function | replace('<total>', so_far) }}) - ({{ function | replace('<total>', '(' ~ so_far ~ ' - ' ~ step ~ ')') }})
{%- endmacro %}
