{% macro area_features() %}
{#- The var area_features: names of attributes of areas whose numbers are features, each as area_<attribute>. -#}
{%- set given = var('area_features') -%}
{%- if not is_list(given) -%}
    {{ config_error('area_features', given, 'is not a list of attributes of the input area_attributes') }}
{%- endif -%}
{%- for name in given -%}
    {%- if not is_name(name) -%}
        {{ config_error('area_features', name, 'is not a name; use lower-case letters, digits and _') }}
    {%- endif -%}
    {%- if name in given[:loop.index0] -%}
        {{ config_error('area_features', name, 'is named twice') }}
    {%- endif -%}
{%- endfor -%}
{{ return(given) }}
{% endmacro %}
