{% macro generate_schema_name(custom_schema_name, node) %}
{#- A room's schema carries the room's name alone: features, fits, segments. -#}
{{ (custom_schema_name or target.schema) | trim }}
{% endmacro %}
