{% macro relation_exists(name) %}
{#- Whether `schema.table` or `database.schema.table` is in the warehouse. -#}
{%- set parts = name.split('.') -%}
{%- if parts | length < 2 -%}{{ return(false) }}{%- endif -%}
{%- set database = parts[0] if parts | length > 2 else target.database -%}
{{ return(adapter.get_relation(database=database, schema=parts[-2], identifier=parts[-1]) is not none) }}
{% endmacro %}
