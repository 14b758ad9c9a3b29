{% macro feature_columns(numeric_only=false) %}
{#- The features: the columns that the contract of customer_features names, without its keys. Empty
    where dbt has no graph: while it parses, and in unit tests. -#}
{%- set names = [] -%}
{%- for node in graph.get('nodes', {}).values() if node.name == 'customer_features' and node.resource_type == 'model' -%}
    {%- for column in node.columns.values() if column.name not in ['customer_id', 'as_of_date', 'digest'] -%}
        {%- if not numeric_only or column.data_type not in ['string', 'varchar'] -%}
            {%- do names.append(column.name) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endfor -%}
{{ return(names) }}
{% endmacro %}
