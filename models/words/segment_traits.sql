-- One feature per family, the one that differs most, or if there is one, of those that the segmentation is fitted on:
-- three features of one family would say the same thing.
with traits as (
    select
        levels.*,
        case when levels.level > 0 then catalogue.high_label else catalogue.low_label end as trait,
        words.direction,
        {{ dbt.split_part('catalogue.meaning', "';'", 1) }} as meaning,
        row_number() over (
            partition by levels.segmentation, levels.segment_id, levels.family
            order by levels.is_own desc, abs(levels.level) desc, levels.feature asc
        ) as family_rank
    from {{ ref('segment_levels') }} as levels
    inner join {{ ref('segment_words') }} as words
        on levels.segmentation = words.segmentation
        and levels.segment_id = words.segment_id
        and levels.feature = words.feature
        and sign(levels.level) = words.direction
    inner join {{ ref('feature_catalogue') }} as catalogue on levels.feature = catalogue.feature
    -- A smaller difference from all customers is not worth naming.
    where abs(levels.level) >= 0.3
        and words.is_true
        and catalogue.high_label is not null
),

ranked as (
    select
        *,
        row_number() over (
            partition by segmentation, segment_id
            order by abs(level) desc, trait asc, feature asc
        ) as trait_rank
    from traits
    where family_rank = 1
)

select
    segmentation,
    segment_id,
    trait_rank,
    trait,
    family,
    feature,
    direction,
    meaning,
    unit,
    level,
    median,
    median_of_all,
    concat(
        trait, ', median ', {{ readable_measure('median', 'unit', with_unit=true) | indent(8) }}, ' against ',
        {{ readable_measure('median_of_all', 'unit') | indent(8) }}, ' (',
        -- The meaning starts in lower case in the brackets, unless its first word is an abbreviation.
        case
            when substring(meaning, 2, 1) = lower(substring(meaning, 2, 1)) then lower(substring(meaning, 1, 1))
            else substring(meaning, 1, 1)
        end, substring(meaning, 2), ')'
    ) as words
from ranked
where trait_rank <= 3
