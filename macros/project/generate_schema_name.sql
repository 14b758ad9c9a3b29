{% macro generate_schema_name(custom_schema_name, node) %}
{#- The schema of a room (a folder under models) has the room's name, after the prefix if there is one: features,
    dev_features. -#}
{{ schema_prefix() ~ (custom_schema_name | trim) if custom_schema_name else target.schema }}
{% endmacro %}
