{{ config(materialized='incremental', incremental_strategy='append', full_refresh=false) }}

-- Reads published_tables, so a row is added only after the file has been written and a failed build has none.
with published as (
    select
        build_id,
        as_of_date,
        is_look
    from {{ ref('published_tables') }}
    group by build_id, as_of_date, is_look
),

latest as (
    {%- if is_incremental() %}
    select
        coalesce(max(build_number), 0) as build_number,
        coalesce(max_by(build_id, build_number), '') as build_id
    from {{ this }}
    {%- else %}
    select
        cast(0 as bigint) as build_number,
        '' as build_id
    {%- endif %}
)

select
    latest.build_number + 1 as build_number,
    published.build_id,
    published.as_of_date,
    dates.as_of_date as observed_on,
    dates.digest
from published
cross join latest
cross join {{ ref('assignment_dates') }} as dates
-- A build with the same content as the previous one adds no rows.
where published.build_id <> latest.build_id
    and not published.is_look
