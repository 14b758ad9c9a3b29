select
    fit_id,
    segmentation,
    item as node_id,
    segment_id,
    cast(max(case when measure = 'parent_node_id' then value end) as bigint) as parent_node_id,
    max(case when measure = 'is_left' then value end) = 1 as is_left,
    max(case when measure = 'split_feature' then text end) as split_feature,
    max(case when measure = 'threshold' then value end) as threshold,
    cast(max(case when measure = 'customer_count' then value end) as bigint) as customer_count,
    max(case when measure = 'purity' then value end) as purity
from {{ ref('fit_registry') }}
where record = 'rule_node'
group by fit_id, segmentation, item, segment_id
