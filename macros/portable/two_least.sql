{% macro two_least(value) %}
{#- An aggregate that returns the list of the two smallest values, or of fewer if there are fewer. -#}
{{ adapter.dispatch('two_least')(value) }}
{%- endmacro %}

{% macro duckdb__two_least(value) %}min({{ value }}, 2){% endmacro %}

{% macro spark__two_least(value) %}slice(array_sort(collect_list({{ value }})), 1, 2){% endmacro %}
