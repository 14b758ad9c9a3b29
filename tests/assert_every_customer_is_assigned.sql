-- Every customer of every observation date has one row for every segmentation.
select
    features.customer_id,
    features.as_of_date,
    specs.segmentation
from {{ ref('customer_features') }} as features
cross join {{ ref('segmentation_specs') }} as specs
left join {{ ref('segment_assignments') }} as assignments
    on features.customer_id = assignments.customer_id
    and features.as_of_date = assignments.as_of_date
    and specs.segmentation = assignments.segmentation
where assignments.customer_id is null
    and features.as_of_date in ({{ changed_parts('assignments') }})
