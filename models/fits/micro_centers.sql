select
    fit_id,
    segmentation,
    segment_id,
    item as micro_number,
    feature,
    value as center
from {{ ref('fit_registry') }}
where record = 'micro_center'
