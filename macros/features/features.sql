{% macro features() %}
{#- The features in the order of wide_features, as mappings of name, model, family, data_type, is_numeric,
    is_contracted, needs, unmet_needs, is_given (nothing that it needs is unmet), description and meta. They are the
    columns of the family models whose meta has a window, and what the vars name: the shares of category groups, encoded
    attributes and attributes of areas. Empty while dbt has no graph, which is while it parses and in unit tests. -#}
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
        {%- do found.append(declared_feature(
            model.name, group.feature, 'category', [],
            'Share of the revenue with a known category in ' ~ group.described ~ ', last 365 days.',
            {'unit': 'share', 'window': '365 days', 'transform': group.transform, 'words': group.words},
        )) -%}
    {%- endfor -%}
    {%- for encoded in (encoded_features() if model.name == 'demographic_features' else []) -%}
        {%- set words = encoded.attribute | replace('_', ' ') -%}
        {%- do found.append(dict(declared_feature(
            model.name, encoded.name, 'demographic', ['customers.' ~ encoded.attribute],
            '1 if ' ~ encoded.attribute ~ ' is ' ~ encoded.value ~ ', 0 if it is something else.',
            {'unit': '0 or 1', 'window': 'now',
             'words': {'high': words ~ ' ' ~ encoded.value, 'low': words ~ ' not ' ~ encoded.value}},
        ), encodes=encoded)) -%}
    {%- endfor -%}
    {%- for name in (area_features() if model.name == 'area_features' else []) -%}
        {%- set words = name | replace('_', ' ') -%}
        {%- do found.append(declared_feature(
            model.name, 'area_' ~ name, 'area', ['area_attributes'],
            'Attribute ' ~ name ~ ' of the area where the customer lives, as known on the date.',
            {'unit': 'value', 'window': 'now', 'signed': true, 'words': {'high': 'high ' ~ words, 'low': 'low ' ~ words}},
        )) -%}
    {%- endfor -%}
{%- endfor -%}
{{ return(found) }}
{% endmacro %}

{% macro declared_feature(model_name, name, family, needs, description, meta) %}
{#- A feature that follows from a var and is no column of a contract, in the form of features(). -#}
{%- set unmet = unmet_needs(needs) -%}
{{ return({
    'name': name, 'model': model_name, 'family': family, 'data_type': 'double', 'is_numeric': true,
    'is_contracted': false, 'needs': needs, 'unmet_needs': unmet, 'is_given': not unmet,
    'description': description, 'meta': meta,
}) }}
{% endmacro %}
