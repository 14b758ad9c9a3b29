select
    fit_id,
    segmentation,
    segment_id,
    segment_name,
    own_name,
    archetype,
    name_source,
    feature_1,
    direction_1,
    feature_2,
    direction_2,
    feature_3,
    direction_3,
    archetypes_digest,
    is_look
from {{ ref('segment_names') }}
