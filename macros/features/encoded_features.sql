{% macro encoded_features() %}
{#- The features that the options `encode` of the segmentations ask for: 1 for customers whose attribute has a value, 0 for
    those who have another. The var is read by another name, so that tables of features are not computed again whenever a
    segmentation changes: they depend on the names of the features. segmentations() checks the options. -#}
{%- set option = 'segmentations' -%}
{%- set given = var(option) -%}
{%- set found = [] -%}
{%- for segmentation in (given if is_list(given) else []) if segmentation is mapping and segmentation.get('encode') is mapping -%}
    {%- for attribute, values in segmentation.encode.items() -%}
        {%- for value in (values if is_list(values) else []) -%}
            {%- set name = encoded_name(attribute, value) -%}
            {%- if name not in found | map(attribute='name') -%}
                {%- do found.append({'name': name, 'attribute': attribute, 'value': value | string}) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
{%- endfor -%}
{{ return(found) }}
{% endmacro %}

{% macro encoded_name(attribute, value) %}
{{ return(attribute ~ '_is_' ~ modules.re.sub('[^a-z0-9]+', '_', value | string | lower).strip('_')) }}
{% endmacro %}
