with customers as (
    select
        assignments.segmentation,
        assignments.segment_id,
        assignments.fit_id,
        assignments.is_outlier,
        features.net_revenue_365d
    from {{ ref('current_segments') }} as assignments
    inner join {{ ref('wide_features') }} as features
        on assignments.customer_id = features.customer_id
        and assignments.as_of_date = features.as_of_date
    where assignments.segment_id is not null
),

sizes as (
    select
        segmentation,
        segment_id,
        max(fit_id) as fit_id,
        count(*) as customer_count,
        sum(net_revenue_365d) as net_revenue_365d,
        count(is_outlier) as judged_count,
        {{ count_if('is_outlier') }} as outlier_count
    from customers
    group by segmentation, segment_id
)

select
    segmentation,
    segment_id,
    customer_count,
    cast(sum(customer_count) over (partition by segmentation) as bigint) as customer_count_of_all,
    cast(net_revenue_365d as decimal(38, 4)) as net_revenue_365d,
    cast(sum(net_revenue_365d) over (partition by segmentation) as decimal(38, 4)) as net_revenue_365d_of_all,
    judged_count,
    outlier_count,
    fit_id
from sizes
