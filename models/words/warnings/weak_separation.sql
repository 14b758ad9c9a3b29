{{ config(materialized='ephemeral') }}

select
    sizes.segmentation,
    sizes.segment_id,
    'weak_separation' as warning,
    concat(
        'Weak separation: the segments of ', sizes.segmentation, ' run into each other (silhouette ',
        {{ readable_number('candidates.silhouette') | indent(8) }},
        '; up to 0.25 is no substantial structure), so a customer near a border could be in either.'
    ) as sentence,
    'silhouette' as feature,
    '<=' as operator,
    cast(0.25 as double) as value,
    cast(null as double) as wanted_share,
    candidates.silhouette as measured
from {{ ref('segment_sizes') }} as sizes
inner join {{ ref('segmentation_candidates') }} as candidates
    on sizes.fit_id = candidates.fit_id
    and candidates.is_chosen
-- Kaufman and Rousseeuw, 1990, Finding Groups in Data.
where candidates.silhouette <= 0.25
