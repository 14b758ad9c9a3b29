{% macro features_to_adopt() %}
{#- The var features_to_adopt: names of features of the shop's product whose adoption is a feature of the customer. -#}
{%- set given = var('features_to_adopt') -%}
{%- if not is_list(given) -%}
    {{ config_error('features_to_adopt', given, 'is not a list of names of features of the product') }}
{%- endif -%}
{%- for name in given -%}
    {%- if not is_line(name) -%}
        {{ config_error('features_to_adopt', name, 'is not a text on one line') }}
    {%- endif -%}
    {%- if name in given[:loop.index0] -%}
        {{ config_error('features_to_adopt', name, 'is named twice') }}
    {%- endif -%}
{%- endfor -%}
{{ return(given) }}
{% endmacro %}
