with most_alike as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by fit_id, segment_id
                order by differs asc, strongest_difference asc nulls last, other_segment_id asc
            ) as likeness_rank
        from {{ ref('segment_differences') }}
    ) as ranked
    where likeness_rank = 1
)

select
    outcomes.fit_id,
    outcomes.segmentation,
    outcomes.segment_id,
    outcomes.as_of_date,
    fits.is_after_fit,
    outcomes.customer_count,
    outcomes.net_revenue_next_90d,
    outcomes.order_count_next_90d,
    outcomes.is_retained_next_90d as retained_share_next_90d,
    most_alike.differs,
    most_alike.other_segment_id as most_alike_segment_id,
    most_alike.strongest_outcome,
    most_alike.strongest_difference,
    alike.alike_group
from {{ ref('segment_outcomes') }} as outcomes
inner join {{ ref('alike_segments') }} as alike
    on outcomes.fit_id = alike.fit_id
    and outcomes.segment_id = alike.segment_id
inner join {{ ref('validation_fits') }} as fits on outcomes.fit_id = fits.fit_id
left join most_alike
    on outcomes.fit_id = most_alike.fit_id
    and outcomes.segment_id = most_alike.segment_id
