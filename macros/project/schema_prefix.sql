{% macro schema_prefix() %}
{#- The prefix of all schema names: none in this project; in a project that has it as a package, the target's schema, as
    dbt itself does it. The var `schema_prefix` overrides both. -#}
{%- set given = var('schema_prefix') -%}
{%- if given is not none and (given is not string or not modules.re.fullmatch('\w*', given)) -%}
    {{ config_error('schema_prefix', given, 'is not a text of letters, digits and underscores') }}
{%- endif -%}
{%- if given is none -%}
    {%- set given = '' if project_name == 'centroid' else target.schema -%}
{%- endif -%}
{{ return(given ~ '_' if given else '') }}
{% endmacro %}
