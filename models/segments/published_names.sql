{{ config(materialized='ephemeral') }}
{% set names = built_before('published_segments') %}
{% set builds = built_before('builds') %}

{%- if names and builds %}
with days as (
    select distinct
        build_number,
        cast(as_of_date as date) as as_of_date
    from {{ builds }}
)

select
    days.as_of_date,
    names.build_number,
    names.segmentation,
    names.segment_id,
    names.segment_name
from {{ names }} as names
inner join days on names.build_number = days.build_number
{%- else %}
select
    as_of_date,
    cast(0 as bigint) as build_number,
    '' as segmentation,
    cast(0 as bigint) as segment_id,
    '' as segment_name
from {{ ref('as_of') }}
where 1 = 0
{%- endif %}
