select
    fit_id,
    segmentation,
    segment_id,
    item as previous_segment_id,
    max(case when measure = 'relation' then text end) as relation,
    cast(max(case when measure = 'shared_count' then value end) as bigint) as shared_count,
    max(case when measure = 'share_of_segment' then value end) as share_of_segment,
    max(case when measure = 'share_of_previous' then value end) as share_of_previous
from {{ ref('fit_registry') }}
where record = 'lineage'
group by fit_id, segmentation, segment_id, item
