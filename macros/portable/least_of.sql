{% macro least_of(values) %}
{#- The least of several SQL expressions, ignoring nulls. A single expression is returned as it is, because least()
    needs two on some engines. -#}
{{ 'least(' ~ values | join(', ') ~ ')' if values | length > 1 else values[0] }}
{%- endmacro %}
