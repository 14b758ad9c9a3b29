{% macro parameter_columns() %}
{#- The columns of parameters that a user brings, with their types. -#}
{{ return({
    'segment_id': 'bigint', 'center_id': 'bigint', 'component': 'bigint', 'feature': dbt.type_string(),
    'center': 'double', 'weight': 'double', 'intercept': 'double',
}) }}
{% endmacro %}
