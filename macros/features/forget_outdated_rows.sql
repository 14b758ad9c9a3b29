{% macro forget_outdated_rows() %}
{#- Rows of dates that are no longer observed, or that were built from something else, leave the table,
    as a full refresh would have it: a date that has no row any more is not replaced by the insert. -#}
delete from {{ this }}
where not exists (
    select 1
    from {{ ref('observation_dates') }} as observed
    where observed.as_of_date = {{ this }}.as_of_date
        and observed.input_fingerprint = {{ this }}.built_from
)
{%- endmacro %}
