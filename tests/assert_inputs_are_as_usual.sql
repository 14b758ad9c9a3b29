{{ config(severity=monitoring_settings().severity) }}

select
    measure,
    sentence
from {{ ref('input_drift') }}
where status = 'act'
