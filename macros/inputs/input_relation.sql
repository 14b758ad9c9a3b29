{% macro input_relation(mapping) %}
{#- The from-clause of a mapped input. Paths are literals and names are quoted, so a mapping cannot
    smuggle SQL in. -#}
{%- if 'path' in mapping -%}
    {{ read_file(mapping.path, mapping.get('encoding')) }}
{%- elif 'model' in mapping -%}
    {{ ref(*mapping.model.split('.')) }}
{%- else -%}
    {%- for part in mapping.relation.split('.') -%}
        {{ '.' if not loop.first }}{{ quoted_name(part) }}
    {%- endfor -%}
{%- endif -%}
{% endmacro %}
