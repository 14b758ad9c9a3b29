{{ config(materialized='ephemeral') }}

with validated as (
    select
        *,
        count(*) over (partition by fit_id) as segment_count,
        count(case when alike_group = segment_id then 1 end) over (partition by fit_id) as group_count
    from {{ ref('segment_validation') }}
),

-- A segmentation by what people buy is not expected to tell what they spend.
subjects as (
    select
        features.segmentation,
        max(case when catalogue.family in ('spending', 'order_gap') then 1 else 0 end) = 1 as is_about_spending
    from {{ ref('segmentation_features') }} as features
    inner join {{ ref('feature_catalogue') }} as catalogue on features.feature = catalogue.feature
    group by features.segmentation
)

select
    validated.segmentation,
    validated.segment_id,
    'nothing_apart' as warning,
    concat(
        case
            when subjects.is_about_spending
                then 'A merge is proposed: in the 90 days after '
            else 'Differs in what or how it buys, not clearly in what it spends: in the 90 days after '
        end,
        validated.as_of_date, ' what its customers spent and ordered was not clearly different from those of ',
        -- A segment without a customer today has no name.
        coalesce(names.segment_name, concat('segment ', validated.most_alike_segment_id)),
        case
            when validated.group_count = 1 then '; no segment of the segmentation did otherwise.'
            else concat('; merged into ', validated.group_count, ', all segments would differ.')
        end
    ) as sentence,
    'differs' as feature,
    '<=' as operator,
    cast(0 as double) as value,
    cast(null as double) as wanted_share,
    cast(0 as double) as measured
from validated
inner join subjects on validated.segmentation = subjects.segmentation
inner join {{ ref('segment_sizes') }} as sizes
    on validated.fit_id = sizes.fit_id
    and validated.segment_id = sizes.segment_id
left join {{ ref('segment_names') }} as names
    on validated.segmentation = names.segmentation
    and validated.most_alike_segment_id = names.segment_id
where not validated.differs
