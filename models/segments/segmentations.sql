-- noqa: disable=LT02
with customers as (
    select
        assignments.segmentation,
        count(assignments.segment_id) as customer_count,
        {{ count_if("assignments.no_segment_reason = 'outside_population'") }} as outside_population_count,
        {{ count_if("assignments.segment_id is null and assignments.no_segment_reason <> 'outside_population'") }}
            as not_scored_count,
        {{ count_if('assignments.segment_id is not null and features.order_count = 1') }} as one_time_count,
        max(assignments.fit_id) as fit_id
    from {{ ref('current_segments') }} as assignments
    inner join {{ ref('latest_customer_features') }} as features on assignments.customer_id = features.customer_id
    group by assignments.segmentation
),

validated as (
    select
        fit_id,
        count(distinct alike_group) as differing_segment_count
    from {{ ref('segment_validation') }}
    group by fit_id
),

described as (
    select
        specs.segmentation,
        specs.description,
        fits.status,
        candidates.segment_count,
        customers.customer_count,
        customers.outside_population_count,
        customers.not_scored_count,
        candidates.silhouette,
        -- Kaufman and Rousseeuw, 1990, Finding Groups in Data.
        case
            when candidates.silhouette > 0.7 then 'strong'
            when candidates.silhouette > 0.5 then 'reasonable'
            when candidates.silhouette > 0.25 then 'weak'
            when candidates.silhouette is not null then 'poor'
        end as separation,
        candidates.stability,
        validated.differing_segment_count,
        {{ ratio('customers.one_time_count', 'customers.customer_count') }} as one_time_share,
        customers.fit_id
    from customers
    inner join {{ ref('segmentation_specs') }} as specs on customers.segmentation = specs.segmentation
    left join {{ ref('segmentation_fits') }} as fits on customers.fit_id = fits.fit_id
    left join {{ ref('segmentation_candidates') }} as candidates
        on customers.fit_id = candidates.fit_id
        and candidates.is_chosen
    left join validated on customers.fit_id = validated.fit_id
)

select
    segmentation,
    rtrim(concat(
        description,
        case
            when outside_population_count > 0
                then concat(
                    ' Outside of its population, and without a segment: ',
                    {{ readable_number('outside_population_count') | indent(20) }}, '.'
                )
            else ''
        end,
        case
            when status = 'below_gates'
                then ' No number of segments passed its gates, so its segments are provisional.'
            else ''
        end,
        case
            when separation = 'poor'
                then ' Its segments run into each other (silhouette up to 0.25, no substantial structure).'
            else ''
        end,
        case
            when differing_segment_count = 1
                then ' In the 90 days after they were assigned, customers of all its segments spent and ordered alike.'
            when differing_segment_count < segment_count
                then concat(
                    ' By what customers spent and ordered in the 90 days after they were assigned, its ', segment_count,
                    ' segments are no more than ', differing_segment_count, '.'
                )
            else ''
        end,
        case
            when one_time_share > 0.5
                then concat(
                    ' ', {{ readable_share('one_time_share') | indent(20) }},
                    ' of its customers ordered once, so that frequency tells few of them apart.'
                )
            else ''
        end
    )) as description,
    segment_count,
    customer_count,
    outside_population_count,
    not_scored_count,
    status,
    silhouette,
    separation,
    stability,
    differing_segment_count,
    cast((select as_of.as_of_date from {{ ref('as_of') }} as as_of) as date) as as_of_date,
    fit_id
from described
