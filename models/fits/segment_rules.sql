select
    fit_id,
    segmentation,
    item as rule_number,
    segment_id,
    max(case when measure = 'condition' then text end) as condition,
    cast(max(case when measure = 'node_id' then value end) as bigint) as node_id,
    cast(max(case when measure = 'customer_count' then value end) as bigint) as customer_count,
    max(case when measure = 'precision' then value end) as precision
from {{ ref('fit_registry') }}
where record = 'rule'
group by fit_id, segmentation, item, segment_id
