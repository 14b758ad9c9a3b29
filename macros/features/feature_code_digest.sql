{% macro feature_code_digest() %}
{#- A digest of the SQL of every model in the inputs and features rooms, so that editing one rebuilds
    every date. Macros are not in dbt's graph: after editing one, build with --full-refresh. -#}
{%- set code = [] -%}
{%- for node in graph.get('nodes', {}).values() | sort(attribute='unique_id')
    if node.resource_type == 'model' and node.package_name == project_name and node.fqn[1] in ['inputs', 'features'] -%}
    {%- do code.append(node.raw_code) -%}
{%- endfor -%}
{{ return(local_md5(code | join(' '))) }}
{% endmacro %}
