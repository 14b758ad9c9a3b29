{% macro element(array, position) %}{{ adapter.dispatch('element')(array, position) }}{% endmacro %}

{% macro duckdb__element(array, position) %}{{ array }}[{{ position }}]{% endmacro %}
