{% macro with_features(relation, absent) %}
{#- A relation of features with those besides that segmentations name and nothing is mapped for, which are null. -#}
{%- if absent -%}
(
    select
        *
        {%- for feature in absent %},
        cast(null as {{ feature.data_type }}) as {{ feature.name }}
        {%- endfor %}
    from {{ relation }}
)
{%- else -%}
{{ relation }}
{%- endif -%}
{% endmacro %}
