{% macro part_digest() %}
{#- The digest of the part being computed. -#}
cast({{ session_variable('digest') }} as {{ dbt.type_string() }})
{%- endmacro %}
