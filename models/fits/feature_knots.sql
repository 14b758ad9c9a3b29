select
    fit_id,
    segmentation,
    feature,
    item as knot_number,
    value as knot
from {{ ref('fit_registry') }}
where record = 'knot'
