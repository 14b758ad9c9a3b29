{{ config(severity='warn') }}

select
    segmentation,
    reason
from {{ ref('segmentation_fits') }}
where is_active
    and status <> 'fitted'
