select
    micro_segments.segmentation,
    micro_segments.micro_segment_id,
    micro_segments.customer_count,
    specs.micro_minimum_size
from {{ ref('micro_segments') }} as micro_segments
inner join {{ ref('segmentation_specs') }} as specs on micro_segments.segmentation = specs.segmentation
where micro_segments.customer_count < specs.micro_minimum_size
