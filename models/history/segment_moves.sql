{{ config(materialized='view') }}

select
    as_of_date,
    segmentation,
    from_segment_id,
    from_reason,
    to_segment_id,
    to_reason,
    customer_count
from {{ ref('segment_flows') }}
