{% macro category_groups() %}
{#- The var `category_groups`: names that become the features <group>_share_365d. -#}
{%- set groups = var('category_groups') -%}
{%- for group in groups if not modules.re.match('^[a-z][a-z0-9_]{0,40}$', group | string) -%}
    {{ config_error('category_groups', group, 'is not a name; use lower-case letters, digits and _') }}
{%- endfor -%}
{%- if groups | unique | list | length != groups | length -%}
    {{ config_error('category_groups', groups | join(', '), 'names a group twice') }}
{%- endif -%}
{%- for group in groups if feature_columns() and group ~ '_share_365d' not in feature_columns() -%}
    {{ config_error('category_groups', group, 'has no feature ' ~ group ~ '_share_365d; add it to seeds/feature_catalogue.csv and to the YAML of customer_features and category_features') }}
{%- endfor -%}
{{ return(groups) }}
{% endmacro %}
