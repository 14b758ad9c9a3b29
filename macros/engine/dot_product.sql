{% macro dot_product(left, right) %}
{#- The sum of products of two arrays of doubles of one length. -#}
{{ adapter.dispatch('dot_product')(left, right) }}
{%- endmacro %}

{% macro duckdb__dot_product(left, right) %}list_inner_product({{ left }}, {{ right }}){% endmacro %}
