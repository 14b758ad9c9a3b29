{% macro generate_schema_name(custom_schema_name, node) %}
{#- A room's schema carries the room's name, after the prefix where there is one: features, dev_features. -#}
{{ schema_prefix() ~ (custom_schema_name | trim) if custom_schema_name else target.schema }}
{% endmacro %}
