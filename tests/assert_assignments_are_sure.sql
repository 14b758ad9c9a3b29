{{ config(severity=monitoring_settings().severity) }}

select
    segmentation,
    sentence
from {{ ref('assignment_health') }}
where status = 'act'
