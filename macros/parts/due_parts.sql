{% macro due_parts() %}
{#- The parts that are computed, of a model that computes them all at once: a temporary relation with their key and digest. -#}
due_parts_of_{{ model.name }}
{%- endmacro %}
