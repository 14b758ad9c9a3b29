{{ config(severity='warn') }}

-- A segment of 30 or more that lost half of its customers from one published build to the next: a category was renamed,
-- data is missing, or the segmentation was fitted again. Segmentations taken out of the project do not count.
with builds as (
    select
        max(build_number) as build_number,
        max(build_number) - 1 as build_before
    from {{ ref('published_segments') }}
),

segments as (
    select published.*
    from {{ ref('published_segments') }} as published
    inner join builds on published.build_number = builds.build_number
),

segments_before as (
    select published.*
    from {{ ref('published_segments') }} as published
    inner join builds on published.build_number = builds.build_before
)

select
    segments_before.segmentation,
    segments_before.segment_id,
    segments_before.segment_name,
    segments_before.customer_count as customers_before,
    coalesce(segments.customer_count, 0) as customers
from segments_before
left join segments
    on segments_before.segmentation = segments.segmentation
    and segments_before.segment_id = segments.segment_id
where segments_before.customer_count >= 30
    and coalesce(segments.customer_count, 0) * 2 <= segments_before.customer_count
    and segments_before.segmentation in (select now.segmentation from segments as now)
