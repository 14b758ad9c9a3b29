{% macro row_of(fields) %}
{#- One struct of named fields, which min(), max() and sorting compare by the first field, then the second, and so
    on. -#}
{{ adapter.dispatch('row_of')(fields) }}
{%- endmacro %}

{% macro duckdb__row_of(fields) -%}
struct_pack({% for name, value in fields.items() %}{{ name }} := {{ value }}{{ ', ' if not loop.last }}{% endfor %})
{%- endmacro %}

{% macro spark__row_of(fields) -%}
named_struct({% for name, value in fields.items() %}'{{ name }}', {{ value }}{{ ', ' if not loop.last }}{% endfor %})
{%- endmacro %}
