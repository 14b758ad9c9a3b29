{% macro dot_product(left, right) %}
{#- The sum of products of two arrays of doubles of one length. -#}
{{ adapter.dispatch('dot_product')(left, right) }}
{%- endmacro %}

{% macro duckdb__dot_product(left, right) %}list_inner_product({{ left }}, {{ right }}){% endmacro %}

{% macro spark__dot_product(left, right) -%}
aggregate(zip_with({{ left }}, {{ right }}, (l, r) -> l * r), cast(0 as double), (total, product) -> total + product)
{%- endmacro %}
