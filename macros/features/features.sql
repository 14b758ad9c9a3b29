{% macro features() %}
{#- The features in the order of wide_features, as mappings of name, model, family, data_type, is_numeric,
    is_contracted, needs, unmet_needs, is_given (nothing that it needs is unmet), description and meta. They are the columns of
    the family models whose meta has a window, and the shares of category groups. Empty while dbt has no graph, which is
    while it parses and in unit tests. -#}
{%- set found = [] -%}
{%- set unmet_by_needs = {} -%}
{%- set wide = graph.get('nodes', {}).get('model.centroid.wide_features') -%}
{%- for id in (wide.depends_on.nodes if wide else []) if id in graph.nodes -%}
    {%- set model = graph.nodes[id] -%}
    {%- for column in model.columns.values() if column.config.meta.get('window') -%}
        {%- set needs = column.config.meta.get('needs', model.config.meta.get('needs', [])) -%}
        {%- set key = needs | join('|') -%}
        {%- if key not in unmet_by_needs -%}{%- do unmet_by_needs.update({key: unmet_needs(needs)}) -%}{%- endif -%}
        {%- set unmet = unmet_by_needs[key] -%}
        {%- do found.append({
            'name': column.name,
            'model': model.name,
            'family': column.config.meta.get('family', model.name | replace('_features', '')),
            'data_type': column.data_type,
            'is_numeric': column.data_type not in ['string', 'varchar'],
            'is_contracted': true,
            'needs': needs,
            'unmet_needs': unmet,
            'is_given': not unmet,
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
            'needs': [],
            'unmet_needs': [],
            'is_given': true,
            'description': 'Share of the revenue with a known category in ' ~ group.described ~ ', last 365 days.',
            'meta': {'unit': 'share', 'window': '365 days', 'transform': group.transform, 'words': group.words},
        }) -%}
    {%- endfor -%}
    {%- for encoded in (encoded_features() if model.name == 'demographic_features' else []) -%}
        {%- set needs = ['customers.' ~ encoded.attribute] -%}
        {%- do found.append({
            'name': encoded.name,
            'model': model.name,
            'family': 'demographic',
            'data_type': 'double',
            'is_numeric': true,
            'is_contracted': false,
            'needs': needs,
            'unmet_needs': unmet_needs(needs),
            'is_given': not unmet_needs(needs),
            'encodes': encoded,
            'description': '1 if ' ~ encoded.attribute ~ ' is ' ~ encoded.value ~ ', 0 if it is something else.',
            'meta': {
                'unit': '0 or 1', 'window': 'now',
                'words': {
                    'high': encoded.attribute | replace('_', ' ') ~ ' ' ~ encoded.value,
                    'low': encoded.attribute | replace('_', ' ') ~ ' not ' ~ encoded.value,
                },
            },
        }) -%}
    {%- endfor -%}
    {%- set needs = ['area_attributes'] -%}
    {%- for name in (area_features() if model.name == 'area_features' else []) -%}
        {%- do found.append({
            'name': 'area_' ~ name,
            'model': model.name,
            'family': 'area',
            'data_type': 'double',
            'is_numeric': true,
            'is_contracted': false,
            'needs': needs,
            'unmet_needs': unmet_needs(needs),
            'is_given': not unmet_needs(needs),
            'description': 'Attribute ' ~ name ~ ' of the area where the customer lives, as known on the date.',
            'meta': {
                'unit': 'value', 'window': 'now', 'signed': true,
                'words': {'high': 'high ' ~ name | replace('_', ' '), 'low': 'low ' ~ name | replace('_', ' ')},
            },
        }) -%}
    {%- endfor -%}
{%- endfor -%}
{{ return(found) }}
{% endmacro %}
