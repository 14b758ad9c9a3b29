{% macro category_groups() %}
{#- The var `category_groups`: names that become the features <group>_share_365d. -#}
{%- set groups = var('category_groups') -%}
{%- for group in groups if not modules.re.match('^[a-z][a-z0-9_]{0,40}$', group | string) -%}
    {{ config_error('category_groups', group, 'is not a name; use lower-case letters, digits and _') }}
{%- endfor -%}
{%- if groups | unique | list | length != groups | length -%}
    {{ config_error('category_groups', groups | join(', '), 'names a group twice') }}
{%- endif -%}
{{ return(groups) }}
{% endmacro %}
