{% macro part_month() %}
{#- The first day of the month being computed. -#}
cast({{ session_variable(config.get('key', 'ordered_month')) }} as date)
{%- endmacro %}
