select
    customer_id,
    as_of_date,
    segmentation,
    raw_segment_id,
    distance,
    runner_up_segment_id,
    runner_up_distance,
    margin
from {{ ref('segment_assignments') }}
where distance > runner_up_distance
    or raw_segment_id = runner_up_segment_id
    or margin < 0
    or margin > 1
