{% macro mapping_name(mapping) %}
{#- What the mapping calls its source, safe inside a text literal. -#}
{{- (mapping.get('path') or mapping.get('relation') or mapping.get('model')) | replace("'", "''") -}}
{% endmacro %}
