select
    fit_id,
    segmentation,
    feature,
    item as bin_number,
    max(case when measure = 'upper_edge' then value end) as upper_edge,
    max(case when measure = 'share' then value end) as customer_share
from {{ ref('fit_registry') }}
where record = 'bin'
group by fit_id, segmentation, feature, item
