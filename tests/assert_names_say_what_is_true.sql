-- Every condition of an archetype holds for the center of every segment that has its name.
select
    names.fit_id,
    names.segment_id,
    names.archetype,
    archetypes.feature,
    archetypes.direction,
    levels.level
from {{ ref('segment_names') }} as names
inner join {{ ref('segment_archetypes') }} as archetypes
    on names.segmentation = archetypes.segmentation
    and names.archetype = archetypes.archetype
left join {{ ref('center_levels') }} as levels
    on names.fit_id = levels.fit_id
    and names.segment_id = levels.segment_id
    and archetypes.feature = levels.feature
where not coalesce(
        case
            when archetypes.direction = 0 then abs(levels.level) <= 0.5
            else levels.level * archetypes.direction >= 0.1
        end,
        false
    )
