-- The name of every segment: as it is, or as it was last published for one that has no customers any more.
select
    segmentation,
    segment_id,
    max_by(segment_name, named_on) as segment_name
from {{ ref('segment_name_history') }}
group by segmentation, segment_id
