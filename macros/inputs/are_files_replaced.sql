{% macro are_files_replaced(path) %}{{ return(adapter.dispatch('are_files_replaced')(path)) }}{% endmacro %}

{% macro default__are_files_replaced(path) %}{{ return(false) }}{% endmacro %}

{% macro duckdb__are_files_replaced(path) %}
{{ return(run_query('select are_files_replaced(' ~ text_literal(path) ~ ')').rows[0][0]) }}
{% endmacro %}
