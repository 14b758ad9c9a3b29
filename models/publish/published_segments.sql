{{ config(materialized='incremental', incremental_strategy='append', full_refresh=false) }}

with latest as (
    select max(build_number) as build_number
    from {{ ref('builds') }}
)

select
    latest.build_number,
    segments.segmentation,
    segments.segment_id,
    segments.segment_name,
    segments.customer_count
from {{ ref('segments') }} as segments
cross join latest
where latest.build_number is not null
{%- if is_incremental() %}
    and latest.build_number not in (select build_number from {{ this }})
{%- endif %}
