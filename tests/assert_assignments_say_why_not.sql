-- A customer has a segment, or a reason for having none: never both, never neither.
select *
from {{ ref('segment_assignments') }}
where (raw_segment_id is null) = (no_segment_reason is null)
