select
    segmentation,
    segment_id,
    word_feature as feature,
    word_direction as direction,
    archetype,
    min(case when is_met then 1 else 0 end) = 1 as is_true
from {{ ref('possible_claims') }}
group by segmentation, segment_id, word_feature, word_direction, archetype
