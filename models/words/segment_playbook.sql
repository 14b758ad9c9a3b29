with names as (
    select
        names.segmentation,
        names.segment_id,
        names.archetype,
        traits.family,
        traits.trait
    from {{ ref('segment_names') }} as names
    left join {{ ref('segment_traits') }} as traits
        on names.segmentation = traits.segmentation
        and names.segment_id = traits.segment_id
        and traits.trait_rank = 1
),

titles as (
    select distinct
        segmentation,
        archetype,
        category_title
    from {{ ref('segment_archetypes') }}
    where is_added
),

spending as (
    select
        levels.segmentation,
        levels.segment_id,
        levels.median,
        words.is_true as is_high
    from {{ ref('segment_levels') }} as levels
    left join {{ ref('segment_words') }} as words
        on levels.segmentation = words.segmentation
        and levels.segment_id = words.segment_id
        and levels.feature = words.feature
        and words.direction = 1
    where levels.feature = '{{ in_window('net_revenue_in_window') }}'
),

{% set texts = ['words', 'message', 'offer', 'channel', 'kpi'] %}
lines as (
    select
        names.segmentation,
        names.segment_id,
        {%- for column in texts %}
        replace(
            coalesce(
                by_archetype.{{ column }},
                by_category.{{ column }},
                by_trait.{{ column }},
                by_family.{{ column }},
                by_nothing.{{ column }}
            ),
            '{subject}', coalesce(titles.category_title, names.trait, '')
        ) as {{ column }},
        {%- endfor %}
        coalesce(
            by_archetype.service_level, case when spending.is_high then 'priority' else 'standard' end
        ) as service_level,
        spending.median as median_spending,
        by_archetype.priority,
        coalesce(max(by_archetype.priority) over (partition by names.segmentation), 0) as last_priority
    from names
    left join {{ ref('playbook') }} as by_archetype
        on names.segmentation = by_archetype.segmentation
        and names.archetype = by_archetype.archetype
    left join titles
        on names.segmentation = titles.segmentation
        and names.archetype = titles.archetype
    left join {{ ref('trait_playbook') }} as by_category
        on names.archetype is not null
        and by_category.family = case when titles.category_title is null then 'no category' else 'one category' end
    left join {{ ref('trait_playbook') }} as by_trait
        on names.family = by_trait.family
        and names.trait = by_trait.trait
    left join {{ ref('trait_playbook') }} as by_family
        on names.family = by_family.family
        and by_family.trait is null
    left join spending
        on names.segmentation = spending.segmentation
        and names.segment_id = spending.segment_id
    -- A family of your own features has no row unless you add one.
    left join {{ ref('trait_playbook') }} as by_nothing on by_nothing.family = 'none'
)

select
    segmentation,
    segment_id,
    {{ texts | join(',\n    ') }},
    service_level,
    -- Those without a line of their own come after the others, by what their customers spend.
    coalesce(
        priority,
        last_priority + row_number() over (
            partition by segmentation, priority
            order by median_spending desc nulls last, segment_id asc
        )
    ) as priority
from lines
