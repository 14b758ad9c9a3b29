{% macro due_parts() %}
{#- For a model that computes all its due parts in one query: the temporary relation with their key and digest. -#}
due_parts_of_{{ model.name }}
{%- endmacro %}
