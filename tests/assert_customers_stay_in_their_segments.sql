{{ config(severity=monitoring_settings().severity) }}

select
    segmentation,
    sentence
from {{ ref('move_health') }}
where status = 'act'
