{% macro dbt_spark_validate_get_incremental_strategy(raw_strategy, file_format) %}
{#- dbt-spark's strategies, and delete+insert: a project can have one for all its engines. -#}
{%- if raw_strategy == 'delete+insert' -%}
    {%- if not config.get('unique_key') or config.get('partition_by') != config.get('unique_key') -%}
        {{ exceptions.raise_compiler_error(
            "delete+insert needs a unique_key that the table is partitioned by; set partition_by: '"
            ~ config.get('unique_key') ~ "'."
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
