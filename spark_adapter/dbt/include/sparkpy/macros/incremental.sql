{% macro dbt_spark_validate_get_incremental_strategy(raw_strategy, file_format) %}
{#- dbt-spark's strategies, and delete+insert: a project can have one for all its engines. -#}
{%- if raw_strategy == 'delete+insert' -%}
    {%- if config.get('unique_key') is not string -%}
        {{ exceptions.raise_compiler_error(
            "delete+insert: unique_key '" ~ config.get('unique_key') ~ "' has to be one column; the table is partitioned by it."
        ) }}
    {%- endif -%}
    {{ return('insert_overwrite') }}
{%- elif raw_strategy in ['append', 'insert_overwrite', 'microbatch'] or (
    raw_strategy == 'merge' and file_format in ['delta', 'iceberg', 'hudi']
) -%}
    {{ return(raw_strategy) }}
{%- endif -%}
{{ exceptions.raise_compiler_error("incremental_strategy '" ~ raw_strategy ~ "' is not possible on " ~ file_format ~ '.') }}
{% endmacro %}

{% macro sparkpy__partition_cols(label, required=false) %}
{#- What delete+insert replaces is a partition on plain Parquet: its key is what the table is partitioned by. -#}
{%- set columns = config.get('partition_by') -%}
{%- if not columns and config.get('incremental_strategy') == 'delete+insert' -%}
    {%- set columns = config.get('unique_key') -%}
{%- endif -%}
{%- set columns = [columns] if columns is string else columns -%}
{%- if columns %}
{{ label }} ({{ columns | join(', ') }})
{%- endif -%}
{% endmacro %}
