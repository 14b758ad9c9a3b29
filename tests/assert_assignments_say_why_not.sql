-- Every customer has either a segment or a reason for having none.
select
    customer_id,
    as_of_date,
    segmentation,
    raw_segment_id,
    no_segment_reason
from {{ ref('segment_assignments') }}
where (raw_segment_id is null) = (no_segment_reason is null)
