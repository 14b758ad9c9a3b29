{% macro numeric_features() %}
{#- The numeric columns of customer_features, from its contract; empty while dbt still parses. -#}
{%- set features = [] -%}
{%- if execute -%}
    {%- for node in graph.nodes.values() if node.name == 'customer_features' and node.resource_type == 'model' -%}
        {%- for column in node.columns.values() if column.data_type != 'varchar' and column.data_type != 'date' -%}
            {%- do features.append(column.name) -%}
        {%- endfor -%}
    {%- endfor -%}
{%- endif -%}
{{ return(features) }}
{% endmacro %}
