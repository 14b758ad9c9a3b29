{% macro feature_columns(numeric_only=false, given_only=true) %}
{#- Names of the features that are computed, or of all. Empty while dbt has no graph, which is while it parses and in unit
    tests. -#}
{%- set names = [] -%}
{%- for feature in features() if (feature.is_given or not given_only) and (feature.is_numeric or not numeric_only) -%}
    {%- do names.append(feature.name) -%}
{%- endfor -%}
{{ return(names) }}
{% endmacro %}
