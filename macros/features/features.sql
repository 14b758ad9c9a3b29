{% macro features() %}
{#- The features in the order of customer_features: the columns of its families that say their window, as mappings of name,
    model, family, data_type, is_numeric, description and meta. Empty where dbt has no graph: while it parses, and in unit tests. -#}
{%- set found = [] -%}
{%- set wide = graph.get('nodes', {}).get('model.centroid.customer_features') -%}
{%- for id in (wide.depends_on.nodes if wide else []) if id in graph.nodes -%}
    {%- set model = graph.nodes[id] -%}
    {%- for column in model.columns.values() if column.config.meta.get('window') -%}
        {%- do found.append({
            'name': column.name,
            'model': model.name,
            'family': column.config.meta.get('family', model.name | replace('_features', '')),
            'data_type': column.data_type,
            'is_numeric': column.data_type not in ['string', 'varchar'],
            'description': column.description,
            'meta': column.config.meta,
        }) -%}
    {%- endfor -%}
{%- endfor -%}
{{ return(found) }}
{% endmacro %}
