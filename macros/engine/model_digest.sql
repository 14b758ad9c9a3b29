{% macro model_digest(model_name) %}
{#- A digest of a model's SQL, so that editing it computes again what it has kept. -#}
{%- set node = graph.get('nodes', {}).get('model.' ~ project_name ~ '.' ~ model_name, {}) -%}
{{ return(local_md5(node.get('raw_code', ''))) }}
{% endmacro %}
