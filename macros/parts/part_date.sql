{% macro part_date() %}
{#- The observation date that is being computed. Both engines fold a session variable to a literal. -#}
cast({{ session_variable('as_of_date') }} as date)
{%- endmacro %}
