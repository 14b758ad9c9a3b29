-- Why does each segmentation have as many segments as it has? What was measured of every number that was tried.
select
    candidates.segmentation,
    candidates.segment_count,
    candidates.is_chosen,
    candidates.silhouette,
    candidates.stability,
    candidates.smallest_share,
    candidates.davies_bouldin,
    candidates.calinski_harabasz,
    candidates.inertia,
    case when candidates.is_chosen then fits.reason end as reason
from {{ ref('segmentation_candidates') }} as candidates
inner join {{ ref('segmentation_fits') }} as fits on candidates.fit_id = fits.fit_id
where fits.is_active
order by candidates.segmentation asc, candidates.segment_count asc
