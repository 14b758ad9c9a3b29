{% macro file_problem(source) %}{{ return(adapter.dispatch('file_problem')(source)) }}{% endmacro %}

{% macro default__file_problem(source) %}{{ return('') }}{% endmacro %}

{% macro duckdb__file_problem(source) %}
{#- Reads every value, and records which files were read (centroid/warehouse/input_files.py). -#}
{%- set columns = [] -%}
{%- for column in source.get('columns', {}) -%}
    {%- for name in sources_of(source, column) -%}{%- do columns.append(text_literal(name)) -%}{%- endfor -%}
{%- endfor -%}
{%- set given = [
    text_literal(source.path), text_literal(input_relation(source)), text_literal(source.get('encoding', 'utf-8')),
    'cast([' ~ columns | join(', ') ~ '] as varchar[])',
] -%}
{{ return(run_query('select problem_of_files(' ~ given | join(', ') ~ ')').rows[0][0]) }}
{% endmacro %}

{% macro spark__file_problem(source) %}
{%- if adapter.found_file(source.path) is none -%}
    {{ return('names no file; give a path from where dbt runs, or of a file in an installed package') }}
{%- endif -%}
{{ return('') }}
{% endmacro %}
