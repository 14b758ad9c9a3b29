-- An archetype that no segment can ever match would silently name nobody. Shares of category groups that the shop does
-- not have, and segmentations that are not declared, are left out on purpose, unless their name is nearly a known one.
with asked as (
    select
        segmentation,
        archetype,
        feature,
        replace(feature, '_in_window', '_365d') as known_as,
        at_least,
        at_most
    from {{ ref('archetypes') }}
),

likenesses as (
    select
        asked.feature,
        max(case when levenshtein(asked.known_as, catalogue.feature) <= 2 then catalogue.feature end) as likeness
    from asked
    cross join {{ ref('declared_features') }} as catalogue
    group by asked.feature
),

segmentation_likenesses as (
    select
        asked.segmentation,
        max(case when levenshtein(asked.segmentation, specs.segmentation) <= 2 then specs.segmentation end) as likeness
    from asked
    cross join {{ ref('segmentation_specs') }} as specs
    where asked.segmentation not in (select declared.segmentation from {{ ref('segmentation_specs') }} as declared)
    group by asked.segmentation
),

judged as (
    select
        asked.segmentation,
        asked.archetype,
        asked.feature,
        case
            when segmentations.likeness is not null
                then concat('the segmentation is not declared; is ', segmentations.likeness, ' meant?')
            when catalogue.feature is null and likenesses.likeness is not null
                then concat('there is no such feature; is ', likenesses.likeness, ' meant?')
            when catalogue.feature is null and asked.feature not like '%share_365d' then 'there is no such feature'
            when not catalogue.is_numeric then 'the feature is not a number'
            when catalogue.is_sensitive then 'the feature is sensitive, and no name speaks of it'
            when asked.at_least > asked.at_most then 'at_least is above at_most'
            when asked.at_most < 0 and not catalogue.is_signed and catalogue.unit <> 'currency'
                then 'the feature is never below 0'
            when asked.at_least > 1 and catalogue.unit in ('share', '0 to 1', '-1 to 1')
                then 'the feature is never above 1'
        end as reason
    from asked
    left join {{ ref('declared_features') }} as catalogue on asked.known_as = catalogue.feature
    left join likenesses on asked.feature = likenesses.feature
    left join segmentation_likenesses as segmentations on asked.segmentation = segmentations.segmentation
)

select *
from judged
where reason is not null
