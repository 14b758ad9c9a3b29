-- One feature per family, the one that differs most: three features of one family would say the same thing.
with traits as (
    select
        profiles.*,
        catalogue.family,
        catalogue.unit,
        case when profiles.standardised_difference > 0 then catalogue.high_label else catalogue.low_label end as trait,
        {{ dbt.split_part('catalogue.meaning', "';'", 1) }} as meaning,
        row_number() over (
            partition by profiles.segmentation, profiles.segment_id, catalogue.family
            order by abs(profiles.standardised_difference) desc, profiles.feature asc
        ) as family_rank
    from {{ ref('segment_profiles') }} as profiles
    inner join {{ ref('feature_catalogue') }} as catalogue on profiles.feature = catalogue.feature
    -- A smaller difference from all customers is not worth naming.
    where abs(profiles.standardised_difference) >= 0.3
        and not catalogue.is_sensitive
        -- The label "rising" requires a median above zero.
        and (not catalogue.is_signed or sign(profiles.median) = sign(profiles.standardised_difference))
),

ranked as (
    select
        *,
        row_number() over (
            partition by segmentation, segment_id
            order by abs(standardised_difference) desc, trait asc, feature asc
        ) as trait_rank,
        -- Medians show what is usual. Where they do not differ, as when most customers have 0, the means are shown.
        case
            when (median - median_of_all) * standardised_difference > 0
                and {{ readable_measure('median', 'unit') | indent(16) }}
                <> {{ readable_measure('median_of_all', 'unit') | indent(16) }}
                then 'median'
            else 'mean'
        end as statistic
    from traits
    where family_rank = 1
),

measured as (
    select
        *,
        case when statistic = 'median' then median else mean end as value,
        case when statistic = 'median' then median_of_all else mean_of_all end as value_of_all
    from ranked
    where trait_rank <= 3
)

select
    segmentation,
    segment_id,
    trait_rank,
    trait,
    family,
    feature,
    meaning,
    unit,
    standardised_difference,
    statistic,
    value,
    value_of_all,
    concat(
        trait, ', ', statistic, ' ',
        {{ readable_measure('value', 'unit', with_unit=true) | indent(8) }}, ' against ',
        {{ readable_measure('value_of_all', 'unit') | indent(8) }}, ' (',
        -- The meaning starts in lower case in the brackets, unless its first word is an abbreviation.
        case
            when substring(meaning, 2, 1) = lower(substring(meaning, 2, 1)) then lower(substring(meaning, 1, 1))
            else substring(meaning, 1, 1)
        end, substring(meaning, 2), ')'
    ) as words
from measured
