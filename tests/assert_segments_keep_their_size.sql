{{ config(severity=monitoring_settings().severity) }}

select
    segmentation,
    segment_id,
    sentence
from {{ ref('segment_drift') }}
where status = 'act'
