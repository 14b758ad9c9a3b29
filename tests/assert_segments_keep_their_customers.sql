{{ config(severity=monitoring_settings().severity) }}

-- Older months have been said when they were over.
select
    segmentation,
    segment_id,
    sentence
from {{ ref('segment_performance') }}
where status = 'act'
    and as_of_date = (select max(latest.as_of_date) from {{ ref('segment_performance') }} as latest)
