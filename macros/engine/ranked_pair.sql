{% macro ranked_pair(value, id) %}
{#- A value with the id that breaks its ties, as one value that min() and max() can order. -#}
{{ adapter.dispatch('ranked_pair')(value, id) }}
{%- endmacro %}

{% macro duckdb__ranked_pair(value, id) %}struct_pack(value := {{ value }}, id := {{ id }}){% endmacro %}
