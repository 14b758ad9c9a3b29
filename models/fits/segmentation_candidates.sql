select
    candidates.fit_id,
    candidates.segmentation,
    candidates.segment_count,
    candidates.segment_count = max(fits.segment_count) as is_chosen,
    max(case when candidates.measure = 'inertia' then candidates.value end) as inertia,
    max(case when candidates.measure = 'silhouette' then candidates.value end) as silhouette,
    max(case when candidates.measure = 'simplified_silhouette' then candidates.value end) as simplified_silhouette,
    max(case when candidates.measure = 'separation_lead' then candidates.value end) as separation_lead,
    max(case when candidates.measure = 'separation_lead_error' then candidates.value end) as separation_lead_error,
    max(case when candidates.measure = 'davies_bouldin' then candidates.value end) as davies_bouldin,
    max(case when candidates.measure = 'calinski_harabasz' then candidates.value end) as calinski_harabasz,
    max(case when candidates.measure = 'smallest_share' then candidates.value end) as smallest_share,
    max(case when candidates.measure = 'stability' then candidates.value end) as stability,
    max(case when candidates.measure = 'stability_error' then candidates.value end) as stability_error,
    max(case when candidates.measure = 'bic' then candidates.value end) as bic
from {{ ref('fit_registry') }} as candidates
inner join {{ ref('segmentation_fits') }} as fits on candidates.fit_id = fits.fit_id
where candidates.record = 'candidate'
group by candidates.fit_id, candidates.segmentation, candidates.segment_count
