{% macro part_month() %}
{#- The month that is being computed, as its first day. -#}
cast({{ session_variable('ordered_month') }} as date)
{%- endmacro %}
