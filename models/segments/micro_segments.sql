with customers as (
    select
        assignments.segmentation,
        assignments.segment_id,
        assignments.micro_segment_id,
        assignments.fit_id,
        features.net_revenue_365d
    from {{ ref('micro_assignments') }} as assignments
    inner join {{ ref('latest_customer_features') }} as features on assignments.customer_id = features.customer_id
),

-- Difference between each micro-segment's center and its segment's, per feature.
differences as (
    select
        micro.fit_id,
        concat(micro.segment_id, '.', micro.micro_number) as micro_segment_id,
        micro.feature,
        (micro.center - preparation.location) / preparation.scale - centroids.scaled_center as difference
    from {{ ref('micro_centers') }} as micro
    inner join {{ ref('feature_preparation') }} as preparation
        on micro.fit_id = preparation.fit_id
        and micro.feature = preparation.feature
    inner join {{ ref('centroids') }} as centroids
        on micro.fit_id = centroids.fit_id
        and micro.segment_id = centroids.segment_id
        and micro.feature = centroids.feature
),

distinctive as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by fit_id, micro_segment_id
                order by abs(difference) desc, feature
            ) as difference_rank
        from differences
    ) as ranked
    where difference_rank = 1
),

sizes as (
    select
        segmentation,
        segment_id,
        micro_segment_id,
        max(fit_id) as fit_id,
        count(*) as customer_count,
        cast(sum(net_revenue_365d) as decimal(38, 4)) as net_revenue_365d
    from customers
    group by segmentation, segment_id, micro_segment_id
)

select
    sizes.segmentation,
    sizes.segment_id,
    sizes.micro_segment_id,
    segments.segment_name,
    sizes.customer_count,
    {{ ratio('sizes.customer_count', 'segments.customer_count') }} as share_of_segment,
    sizes.net_revenue_365d,
    distinctive.feature as distinctive_feature,
    distinctive.difference as distinctive_difference,
    segments.as_of_date,
    sizes.fit_id
from sizes
inner join {{ ref('segments') }} as segments
    on sizes.segmentation = segments.segmentation
    and sizes.segment_id = segments.segment_id
left join distinctive
    on sizes.fit_id = distinctive.fit_id
    and sizes.micro_segment_id = distinctive.micro_segment_id
