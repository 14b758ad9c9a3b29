{% macro file_exists(path) %}{{ return(adapter.dispatch('file_exists')(path)) }}{% endmacro %}

{% macro duckdb__file_exists(path) %}
{{ return(run_query('select count(*) from glob(' ~ text_literal(path) ~ ')').rows[0][0] > 0) }}
{% endmacro %}

{% macro spark__file_exists(path) %}{{ return(adapter.found_file(path) is not none) }}{% endmacro %}
