{% set groups = category_groups() %}
{% set group_features = groups | map(attribute='feature') | list %}

with seeded as (
    select
        segmentation,
        archetype,
        replace(feature, '_in_window', '{{ in_window('_in_window') }}') as feature,
        direction,
        at_least,
        at_most
    from {{ ref('archetypes') }}
),

declared as (
    select seeded.*
    from seeded
    -- Leaves out archetypes of the seed that use category groups, or features of a window, which there are not.
    where not exists (
            select 1
            from seeded as others
            left join {{ ref('feature_catalogue') }} as catalogue on others.feature = catalogue.feature
            where others.segmentation = seeded.segmentation
                and others.archetype = seeded.archetype
                and catalogue.feature is null
        )
),

users as (
    select distinct segmentation
    from {{ ref('segmentation_features') }}
    where feature in ('{{ group_features | join("', '") }}') -- noqa: LT05
),

titles as (
    {%- for group in groups %}
    select
        '{{ group.feature }}' as feature,
        cast({{ text_literal(group.title) if group.title else 'null' }} as {{ dbt.type_string() }}) as title
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

named as (
    select
        titles.feature,
        -- A category written all in capitals is shown with one capital.
        coalesce(
            titles.title,
            case
                when largest.category = upper(largest.category)
                    then concat(upper(substring(largest.category, 1, 1)), lower(substring(largest.category, 2)))
                else largest.category
            end
        ) as title
    from titles
    left join {{ ref('largest_categories') }} as largest
        on titles.feature = concat('category_', largest.category_group, '_share_365d')
    where titles.title is not null
        or largest.category is not null
),

-- Adds an archetype for each group that none of the seed is about, and one for customers who prefer no group.
added as (
    select
        users.segmentation,
        concat(named.title, ' Enthusiasts') as archetype,
        named.feature,
        1 as direction,
        named.title
    from users
    cross join named
    where not exists (
            select 1
            from declared
            where declared.segmentation = users.segmentation
                and declared.feature = named.feature
                and declared.direction = 1
        )
    union all
    select
        users.segmentation,
        'Multi-Category Shoppers' as archetype,
        named.feature,
        0 as direction,
        cast(null as {{ dbt.type_string() }}) as title
    from users
    cross join named
    where not exists (
            select 1
            from declared
            where declared.segmentation = users.segmentation
                and declared.archetype = 'Multi-Category Shoppers'
        )
)

select
    segmentation,
    archetype,
    feature,
    cast(direction as bigint) as direction,
    at_least,
    at_most,
    cast(null as {{ dbt.type_string() }}) as category_title,
    false as is_added
from declared
union all
select
    segmentation,
    archetype,
    feature,
    cast(direction as bigint) as direction,
    cast(null as double) as at_least,
    cast(null as double) as at_most,
    title as category_title,
    true as is_added
from added
