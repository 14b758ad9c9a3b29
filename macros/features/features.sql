{% macro features() %}
{#- The features in the order of wide_features, as mappings of name, model, family, data_type, is_numeric,
    is_contracted, description and meta. They are the columns of the family models whose meta has a window, and the
    shares of category groups. Empty while dbt has no graph, which is while it parses and in unit tests. -#}
{%- set found = [] -%}
{%- set wide = graph.get('nodes', {}).get('model.centroid.wide_features') -%}
{%- for id in (wide.depends_on.nodes if wide else []) if id in graph.nodes -%}
    {%- set model = graph.nodes[id] -%}
    {%- for column in model.columns.values() if column.config.meta.get('window') -%}
        {%- do found.append({
            'name': column.name,
            'model': model.name,
            'family': column.config.meta.get('family', model.name | replace('_features', '')),
            'data_type': column.data_type,
            'is_numeric': column.data_type not in ['string', 'varchar'],
            'is_contracted': true,
            'description': column.description,
            'meta': column.config.meta,
        }) -%}
    {%- endfor -%}
    {%- for group in (category_groups() if model.name == 'category_group_features' else []) -%}
        {%- do found.append({
            'name': group.feature,
            'model': model.name,
            'family': 'category',
            'data_type': 'double',
            'is_numeric': true,
            'is_contracted': false,
            'description': 'Share of the revenue with a known category in ' ~ group.described ~ ', last 365 days.',
            'meta': {'unit': 'share', 'window': '365 days', 'transform': group.transform, 'words': group.words},
        }) -%}
    {%- endfor -%}
{%- endfor -%}
{{ return(found) }}
{% endmacro %}
