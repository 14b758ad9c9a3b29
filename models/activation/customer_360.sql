with features as (
    select *
    from {{ ref('customer_features') }}
    where as_of_date = (select as_of.as_of_date from {{ ref('as_of') }} as as_of)
),

-- Only the first declared segmentation is shown here; customer_segments has all of them.
segments as (
    select *
    from {{ ref('customer_segments') }}
    where segmentation = '{{ segmentations()[0].name }}'
)

select
    features.customer_id,
    features.as_of_date,
    customers.full_name,
    customers.email,
    customers.country,
    customers.region,
    features.lifecycle_stage,
    stages.previous_segment as previous_lifecycle_stage,
    rfm.r_score,
    rfm.f_score,
    rfm.m_score,
    rfm.rfm_class,
    classes.previous_segment as previous_rfm_class,
    segments.segmentation,
    segments.segment_id,
    segments.segment_name,
    segments.segment_since,
    segments.previous_segment_name,
    segments.no_segment_reason,
    features.recency_days,
    features.tenure_days,
    features.order_count,
    features.order_count_365d,
    features.net_revenue,
    features.net_revenue_365d,
    features.average_order_value,
    features.purchase_cycle_days,
    features.days_overdue,
    features.revenue_trend_90d,
    features.discount_share_365d,
    features.return_rate_365d,
    features.top_category_365d,
    features.top_store_365d,
    features.top_channel_365d
from features
left join {{ ref('stg_customers') }} as customers on features.customer_id = customers.customer_id
left join {{ ref('customer_rfm') }} as rfm
    on features.customer_id = rfm.customer_id
    and features.as_of_date = rfm.as_of_date
left join {{ ref('current_classes') }} as classes
    on features.customer_id = classes.customer_id
    and classes.classification = 'rfm_class'
left join {{ ref('current_classes') }} as stages
    on features.customer_id = stages.customer_id
    and stages.classification = 'lifecycle_stage'
left join segments on features.customer_id = segments.customer_id
