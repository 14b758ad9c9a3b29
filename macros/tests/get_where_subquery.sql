{% macro get_where_subquery(relation) %}
{#- dbt's macro, which wraps what a test looks at in the test's config `where`. Beside conditions that may say
    `changed months`, `changed histories`, `changed dates`, `changed scores` or `changed assignments`, for tables that are kept by these. -#}
{%- set kind = (config.get('where', '') or '').removeprefix('changed ') -%}
{%- if not execute or not kind or kind not in tested_parts(built_relation) -%}
    {{ return(adapter.dispatch('get_where_subquery', 'dbt')(relation)) }}
{%- endif -%}
{#- Without a condition, which would cost DuckDB a third of the test. -#}
{%- if are_all_parts_new() -%}{{ return(relation) }}{%- endif -%}
(select * from {{ relation }} where {{ tested_parts(built_relation)[kind].key }} in ({{ changed_parts(kind) }})) as changed_rows
{%- endmacro %}
