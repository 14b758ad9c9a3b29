{% macro read_file(path, encoding=none) %}{{ adapter.dispatch('read_file')(path, encoding) }}{% endmacro %}

{% macro duckdb__read_file(path, encoding) %}
{#- All columns of a CSV are read as text and cast by the contract, so a value that cannot be read refuses its row
    instead of stopping the build. The first line is always the header: by default DuckDB skips first lines that do not
    look like the others. -#}
{%- if is_parquet(path) -%}
    read_parquet({{ text_literal(path) }})
{%- else -%}
    read_csv({{ text_literal(path) }}, header = true, all_varchar = true, comment = '', skip = 0{{ ', encoding = ' ~ text_literal(encoding) if encoding }})
{%- endif -%}
{% endmacro %}

{% macro spark__read_file(path, encoding) %}
{%- set file = adapter.found_file(path) or path -%}
{%- if is_parquet(path) -%}
    parquet.{{ quoted_name(file) }}
{%- else -%}
    csv.{{ quoted_name(file) }} with (header = true, multiLine = true, escape = '"'{{ ', encoding = ' ~ text_literal(encoding) if encoding }})
{%- endif -%}
{% endmacro %}

{% macro is_parquet(path) %}
{#- Whether a path is of Parquet files, by its last part: a folder further up may be called anything. -#}
{{ return('.parquet' in path.split('/')[-1]) }}
{% endmacro %}
