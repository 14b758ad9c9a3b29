{% macro raise_in_query(message) %}{{ adapter.dispatch('raise_in_query')(message) }}{% endmacro %}

{% macro duckdb__raise_in_query(message) %}error({{ message }}){% endmacro %}

{% macro spark__raise_in_query(message) %}raise_error({{ message }}){% endmacro %}
