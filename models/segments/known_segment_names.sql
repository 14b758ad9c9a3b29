-- noqa: disable=LT02
-- The name of every segment: as it is, or as it was last published for one that has no customers any more.
{% set published = built_before('published_segments') %}

select
    segmentation,
    segment_id,
    segment_name
from {{ ref('segments') }}
{%- if published %}
union all
select
    earlier.segmentation,
    earlier.segment_id,
    max_by(earlier.segment_name, earlier.build_number) as segment_name
from {{ published }} as earlier
left join {{ ref('segments') }} as segments
    on earlier.segmentation = segments.segmentation
    and earlier.segment_id = segments.segment_id
where segments.segment_id is null
group by earlier.segmentation, earlier.segment_id
{%- endif %}
