{% macro row_json(row) %}{{ adapter.dispatch('row_json')(row) }}{% endmacro %}

{% macro duckdb__row_json(row) %}cast(to_json({{ row }}) as varchar){% endmacro %}
