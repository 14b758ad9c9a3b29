{% macro part_digest() %}
{#- The digest of the part that is being computed. -#}
cast({{ session_variable('digest') }} as {{ dbt.type_string() }})
{%- endmacro %}
