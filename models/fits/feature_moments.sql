select
    fit_id,
    segmentation,
    feature,
    max(case when measure = 'missing_share' then value end) as missing_share,
    max(case when measure = 'own_mean' then value end) as mean,
    max(case when measure = 'own_stddev' then value end) as standard_deviation
from {{ ref('fit_registry') }}
where record = 'feature'
    and measure in ('missing_share', 'own_mean', 'own_stddev')
group by fit_id, segmentation, feature
