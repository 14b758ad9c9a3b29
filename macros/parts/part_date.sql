{% macro part_date() %}
{#- The observation date being computed. Both engines replace a session variable by its value when they plan a
    query. -#}
cast({{ session_variable('as_of_date') }} as date)
{%- endmacro %}
