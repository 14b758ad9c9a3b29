{% macro whole_row(relation_alias) %}
{#- All columns of a relation as one value. -#}
{{ adapter.dispatch('whole_row')(relation_alias) }}
{%- endmacro %}

{% macro duckdb__whole_row(relation_alias) %}{{ relation_alias }}{% endmacro %}

{% macro spark__whole_row(relation_alias) %}struct({{ relation_alias }}.*){% endmacro %}
