{% macro array_of(items) %}{{ adapter.dispatch('array_of')(items) }}{% endmacro %}

{% macro duckdb__array_of(items) %}[{{ items | join(', ') }}]{% endmacro %}

{% macro spark__array_of(items) %}array({{ items | join(', ') }}){% endmacro %}
