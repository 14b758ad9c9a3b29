{% macro built_before(name) %}
{#- A model's table as an earlier build left it, or none before the first. It is read by name, because a ref would be a
    cycle: the model is made from what reads this. -#}
{%- set node = graph.get('nodes', {}).get('model.centroid.' ~ name) -%}
{%- if execute and node and adapter.get_relation(database=node.database, schema=node.schema, identifier=name) -%}
    {{ return(node.relation_name) }}
{%- endif -%}
{{ return(none) }}
{% endmacro %}
