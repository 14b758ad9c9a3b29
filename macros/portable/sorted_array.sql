{% macro sorted_array(array) %}
{#- The array in ascending order, nulls last. -#}
{{ adapter.dispatch('sorted_array')(array) }}
{%- endmacro %}

{% macro duckdb__sorted_array(array) %}list_sort({{ array }}, 'asc', 'nulls last'){% endmacro %}

{% macro spark__sorted_array(array) %}array_sort({{ array }}){% endmacro %}
