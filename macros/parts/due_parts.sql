{% macro due_parts() %}
{#- The name of the temporary relation with the key and digest of the due parts, for models whose due parts are computed
    by one query. -#}
due_parts_of_{{ model.name }}
{%- endmacro %}
