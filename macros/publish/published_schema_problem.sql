{% macro published_schema_problem(settings) %}
{#- The publish step finds a table by its room and name, and expects the schema to follow from the room. -#}
{%- for table in settings.tables + settings.functions + ['publish.published_tables'] -%}
    {%- set room, name = table.split('.') -%}
    {%- set node = graph.nodes['model.' ~ model.package_name ~ '.' ~ name] -%}
    {%- if node.schema != schema_prefix() ~ room -%}
        {{ return("dbt_project.yml: published_tables looks for '" ~ name ~ "' in the schema '" ~ schema_prefix() ~ room ~ "', and +schema puts it into '" ~ node.schema ~ "'; take +schema away and set the var schema_prefix instead.") }}
    {%- endif -%}
{%- endfor -%}
{{ return('') }}
{% endmacro %}
