-- Every segment has one brief, which has its name for a title and each of the ten headings once.
with briefs as (
    select
        segments.segmentation,
        segments.segment_id,
        count(briefs.brief) as brief_count,
        {{ count_if("briefs.brief like '# %'") }} as titled_count,
        max((length(briefs.brief) - length(replace(briefs.brief, concat(chr(10), '## '), ''))) / 4) as heading_count
    from {{ ref('segments') }} as segments
    left join {{ ref('segment_briefs') }} as briefs
        on segments.segmentation = briefs.segmentation
        and segments.segment_id = briefs.segment_id
    group by segments.segmentation, segments.segment_id
)

select *
from briefs
where brief_count <> 1
    or titled_count <> 1
    or heading_count <> 10
