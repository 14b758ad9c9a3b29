{% set features = feature_columns(numeric_only=true) or ['recency_days'] %}

with customers as (
    select
        features.*,
        assignments.segmentation,
        assignments.raw_segment_id as segment_id
    from {{ ref('customer_features') }} as features
    inner join {{ ref('segment_assignments') }} as assignments
        on features.customer_id = assignments.customer_id
        and features.as_of_date = assignments.as_of_date
    where assignments.raw_segment_id is not null
        and features.as_of_date = (select as_of.as_of_date from {{ ref('as_of') }} as as_of)
),

profiles as (
    {%- for feature in features %}
    {{ profile_of(feature, 'customers') | indent(4) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

medians_of_all as (
    {%- for feature in features %}
    {{ median_of_all(feature, 'customers') | indent(4) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- All customers are the sum of the segments.
totals as (
    select
        *,
        magnitude * cast(value_sum as double) / nullif(known_count, 0) as mean,
        magnitude * cast(sum(value_sum) over (partition by segmentation, feature) as double)
            / nullif(sum(known_count) over (partition by segmentation, feature), 0) as mean_of_all,
        magnitude * magnitude * cast(sum(square_sum) over (partition by segmentation, feature) as double)
            / nullif(sum(known_count) over (partition by segmentation, feature), 0) as mean_square_of_all,
        min(minimum) over (partition by segmentation, feature) as minimum_of_all
    from profiles
)

select
    totals.segmentation,
    totals.segment_id,
    totals.feature,
    totals.known_count,
    totals.mean,
    {{ element('totals.percentiles', 3) }} as median,
    {{ element('totals.percentiles', 1) }} as p10,
    {{ element('totals.percentiles', 2) }} as p25,
    {{ element('totals.percentiles', 4) }} as p75,
    {{ element('totals.percentiles', 5) }} as p90,
    totals.mean_of_all,
    medians_of_all.median_of_all,
    -- An index of a quantity that can be negative says nothing.
    case when totals.minimum_of_all >= 0 then 100 * totals.mean / nullif(totals.mean_of_all, 0) end
        as index_against_all,
    (totals.mean - totals.mean_of_all)
    / nullif(sqrt(greatest(totals.mean_square_of_all - totals.mean_of_all * totals.mean_of_all, 0)), 0)
        as standardised_difference
from totals
inner join medians_of_all
    on totals.segmentation = medians_of_all.segmentation
    and totals.feature = medians_of_all.feature
