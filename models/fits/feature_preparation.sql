select
    fit_id,
    segmentation,
    feature,
    cast(max(case when measure = 'feature_position' then value end) as bigint) as feature_position,
    max(case when measure = 'transform' then text end) as transform,
    max(case when measure = 'fill_value' then value end) as fill_value,
    max(case when measure = 'location' then value end) as location,
    max(case when measure = 'scale' then value end) as scale,
    max(case when measure = 'weight' then value end) as weight
from {{ ref('fit_registry') }}
where record = 'feature'
group by fit_id, segmentation, feature
