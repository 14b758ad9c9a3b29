{{ config(severity=monitoring_settings().severity) }}

select
    segmentation,
    sentence
from {{ ref('fit_health') }}
where status = 'act'
