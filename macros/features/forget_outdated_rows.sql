{% macro forget_outdated_rows() %}
{#- Rows of dates that are no longer observed, or that were built from something else, leave the table,
    as a full refresh would have it: a date that has no row any more is not replaced by the insert. -#}
{{ adapter.dispatch('forget_outdated_rows')() }}
{%- endmacro %}

{% macro default__forget_outdated_rows() %}
delete from {{ this }}
where {{ is_outdated(this) }}
{% endmacro %}

{% macro spark__forget_outdated_rows() %}
{#- Plain Parquet cannot delete rows, but it can drop a partition: a date is one. -#}
{%- set outdated = run_query('select distinct as_of_date from ' ~ this ~ ' where ' ~ is_outdated(this)) if execute -%}
{%- if outdated and outdated.rows | length > 0 -%}
alter table {{ this }} drop if exists
{%- for row in outdated.rows %} partition (as_of_date = date '{{ row[0] }}'){{ ',' if not loop.last }}{% endfor %}
{%- endif -%}
{% endmacro %}

{% macro is_outdated(built) %}
not exists (
    select 1
    from {{ ref('observation_dates') }} as observed
    where observed.as_of_date = {{ built }}.as_of_date
        and observed.input_fingerprint = {{ built }}.built_from
)
{% endmacro %}
