with seeded as (
    select playbook.*
    from {{ ref('playbook') }} as playbook
    where exists (
            select 1
            from {{ ref('segment_archetypes') }} as archetypes
            where archetypes.segmentation = playbook.segmentation
                and archetypes.archetype = playbook.archetype
        )
),

added as (
    select
        archetypes.segmentation,
        archetypes.archetype,
        archetypes.category_title,
        row_number() over (partition by archetypes.segmentation order by archetypes.archetype asc) as archetype_number
    from (
        select distinct
            segmentation,
            archetype,
            category_title
        from {{ ref('segment_archetypes') }}
    ) as archetypes
    left join seeded
        on archetypes.segmentation = seeded.segmentation
        and archetypes.archetype = seeded.archetype
    where seeded.archetype is null
),

lowest as (
    select
        segmentation,
        max(priority) as priority
    from seeded
    group by segmentation
)

select
    segmentation,
    archetype,
    words,
    message,
    offer,
    channel,
    kpi,
    service_level,
    priority
from seeded
union all
select
    added.segmentation,
    added.archetype,
    case
        when added.category_title is null then 'A basket like everybody''s, with no category in front'
        else concat('Much of the basket is ', added.category_title)
    end as words,
    case
        when added.category_title is null then 'Show the best of the whole range, and ask what they come for.'
        else concat('Show what is new in ', added.category_title, ', and what goes with what they bought.')
    end as message,
    case
        when added.category_title is null then 'A voucher for a category that they have not tried yet.'
        else concat('Early access or advice in ', added.category_title, '; a voucher for a neighbouring category.')
    end as offer,
    'E-mail and app' as channel,
    case
        when added.category_title is null then 'Categories bought from per customer in 90 days'
        else concat('Revenue in ', added.category_title, ' and in other categories per customer in 90 days')
    end as kpi,
    'standard' as service_level,
    coalesce(lowest.priority, 0) + added.archetype_number as priority
from added
left join lowest on added.segmentation = lowest.segmentation
