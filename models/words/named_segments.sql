-- Typed, because a column of nothing has no type where the names of the build before stay.
select
    fit_id,
    segmentation,
    segment_id,
    segment_name,
    own_name,
    cast(archetype as {{ dbt.type_string() }}) as archetype,
    name_source,
    cast(feature_1 as {{ dbt.type_string() }}) as feature_1,
    cast(direction_1 as bigint) as direction_1,
    cast(feature_2 as {{ dbt.type_string() }}) as feature_2,
    cast(direction_2 as bigint) as direction_2,
    cast(feature_3 as {{ dbt.type_string() }}) as feature_3,
    cast(direction_3 as bigint) as direction_3,
    archetypes_digest,
    is_look
from {{ ref('segment_names') }}
