{% macro file_problem(path) %}{{ return(adapter.dispatch('file_problem')(path)) }}{% endmacro %}

{% macro default__file_problem(path) %}{{ return('') }}{% endmacro %}

{% macro duckdb__file_problem(path) %}
{#- Reads every value, and records which files were read (centroid/warehouse/input_files.py). -#}
{%- set query = 'select problem_of_files(' ~ text_literal(path) ~ ', ' ~ text_literal(read_file(path)) ~ ')' -%}
{{ return(run_query(query).rows[0][0]) }}
{% endmacro %}
