select
    fit_id,
    segmentation,
    item as point_number,
    segment_id,
    max(case when measure = 'x' then value end) as x,
    max(case when measure = 'y' then value end) as y,
    max(case when measure = 'is_outlier' then value end) = 1 as is_outlier
from {{ ref('fit_registry') }}
where record = 'point'
group by fit_id, segmentation, item, segment_id
