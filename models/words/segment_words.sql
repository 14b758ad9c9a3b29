with words as (
    select
        segmentation,
        segment_id,
        word_feature as feature,
        word_direction as direction,
        archetype,
        is_met
    from {{ ref('possible_claims') }}
    union all
    select
        segmentation,
        segment_id,
        cast(null as {{ dbt.type_string() }}) as feature,
        cast(null as bigint) as direction,
        archetype,
        false as is_met
    from {{ ref('contradicted_archetypes') }}
)

select
    segmentation,
    segment_id,
    feature,
    direction,
    archetype,
    min(case when is_met then 1 else 0 end) = 1 as is_true
from words
group by segmentation, segment_id, feature, direction, archetype
