{% macro row_json(row) %}{{ adapter.dispatch('row_json')(row) }}{% endmacro %}

{% macro duckdb__row_json(row) %}cast(to_json({{ row }}) as varchar){% endmacro %}

{% macro spark__row_json(row) -%}
{%- set format = "'yyyy-MM-dd HH:mm:ss.SSSSSS'" -%}
to_json({{ row }}, map('ignoreNullFields', 'false', 'timestampFormat', {{ format }}, 'timestampNTZFormat', {{ format }}))
{%- endmacro %}
