{% macro read_file(path) %}{{ adapter.dispatch('read_file')(path) }}{% endmacro %}

{% macro duckdb__read_file(path) %}
{#- All columns of a CSV are read as text and cast by the contract, so a value that cannot be read refuses its row
    instead of stopping the build. The first line is always the header: by default DuckDB skips first lines that do not
    look like the others. -#}
{%- if '.parquet' in path -%}
    read_parquet({{ text_literal(path) }})
{%- else -%}
    read_csv({{ text_literal(path) }}, header = true, all_varchar = true, comment = '', skip = 0)
{%- endif -%}
{% endmacro %}

{% macro spark__read_file(path) %}
{%- set file = adapter.found_file(path) or path -%}
{%- if '.parquet' in path -%}
    parquet.{{ quoted_name(file) }}
{%- else -%}
    csv.{{ quoted_name(file) }} with (header = true, multiLine = true, escape = '"')
{%- endif -%}
{% endmacro %}
