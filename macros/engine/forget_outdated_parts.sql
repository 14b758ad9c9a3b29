{% macro forget_outdated_parts(listing, key, wanted, kept) %}
{#- Parts that are no longer listed, or listed as built from something else, leave the table, as a full
    refresh would have it: a part that has no row any more is not replaced by the insert. -#}
{%- set outdated -%}
not exists (
    select 1
    from {{ listing }} as wanted
    where wanted.{{ key }} = {{ this }}.{{ key }}
        and wanted.{{ wanted }} = {{ this }}.{{ kept }}
)
{%- endset -%}
{{ adapter.dispatch('forget_outdated_parts')(key, outdated) }}
{%- endmacro %}

{% macro default__forget_outdated_parts(key, outdated) %}
delete from {{ this }}
where {{ outdated }}
{% endmacro %}

{% macro spark__forget_outdated_parts(key, outdated) %}
{#- Plain Parquet cannot delete rows, but it can drop a partition: a month or a date is one. -#}
{%- set parts = run_query('select distinct ' ~ key ~ ' from ' ~ this ~ ' where ' ~ outdated) if execute -%}
{%- if parts and parts.rows | length > 0 -%}
alter table {{ this }} drop if exists
{%- for row in parts.rows %} partition ({{ key }} = date '{{ row[0] }}'){{ ',' if not loop.last }}{% endfor %}
{%- endif -%}
{% endmacro %}
