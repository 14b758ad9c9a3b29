{% macro least_of(values) %}
{#- The least of SQL expressions, nulls aside; of one, itself: least() takes two on some engines. -#}
{{ 'least(' ~ values | join(', ') ~ ')' if values | length > 1 else values[0] }}
{%- endmacro %}
