{{ config(severity=monitoring_settings().severity) }}

select
    segmentation,
    feature,
    sentence
from {{ ref('feature_drift') }}
where status = 'act'
