-- A feature without an index can be negative: "rising" takes a median above zero, "falling" one below.
select
    segments.segmentation,
    segments.segment_id,
    segments.segment_name,
    profiles.feature,
    profiles.median
from {{ ref('segments') }} as segments
inner join {{ ref('segment_profiles') }} as profiles
    on segments.segmentation = profiles.segmentation
    and segments.segment_id = profiles.segment_id
inner join {{ ref('segmentation_features') }} as declared
    on profiles.segmentation = declared.segmentation
    and profiles.feature = declared.feature
inner join {{ ref('feature_catalogue') }} as catalogue on profiles.feature = catalogue.feature
where profiles.index_against_all is null
    and (
        (lower(segments.segment_name) like concat('%', lower(catalogue.high_label), '%') and profiles.median <= 0)
        or (lower(segments.segment_name) like concat('%', lower(catalogue.low_label), '%') and profiles.median >= 0)
    )
