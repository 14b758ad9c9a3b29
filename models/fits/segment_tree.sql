select
    fit_id,
    segmentation,
    item as node_id,
    segment_id,
    cast(max(case when measure = 'parent_node_id' then value end) as bigint) as parent_node_id,
    max(case when measure = 'height' then value end) as height,
    cast(max(case when measure = 'size' then value end) as bigint) as customer_count
from {{ ref('fit_registry') }}
where record = 'tree'
group by fit_id, segmentation, item, segment_id
