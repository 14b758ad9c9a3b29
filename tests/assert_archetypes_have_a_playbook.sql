-- Every archetype has a row in the playbook, and every row of the playbook has an archetype.
select
    coalesce(archetypes.segmentation, playbook.segmentation) as segmentation,
    coalesce(archetypes.archetype, playbook.archetype) as archetype
from (
    select
        segmentation,
        archetype
    from {{ ref('archetypes') }}
    group by segmentation, archetype
) as archetypes
full join {{ ref('playbook') }} as playbook
    on archetypes.segmentation = playbook.segmentation
    and archetypes.archetype = playbook.archetype
where archetypes.archetype is null or playbook.archetype is null
