{% macro array_of(items) %}{{ adapter.dispatch('array_of')(items) }}{% endmacro %}

{% macro duckdb__array_of(items) %}[{{ items | join(', ') }}]{% endmacro %}
