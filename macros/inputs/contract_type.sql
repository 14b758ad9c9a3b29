{% macro contract_type(name) %}
{#- The SQL type of a type name in the input contract. -#}
{%- set types = {
    'string': dbt.type_string(), 'timestamp': dbt.type_timestamp(), 'count': 'bigint',
    'money': 'decimal(18, 4)', 'quantity': 'decimal(18, 4)', 'boolean': 'boolean',
} -%}
{{ return(types[name]) }}
{% endmacro %}
