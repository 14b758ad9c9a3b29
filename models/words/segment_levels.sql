-- noqa: disable=LT02
{% set percentiles = ['p10_of_all', 'p25_of_all', 'median_of_all', 'p75_of_all', 'p90_of_all', 'median'] %}

with measured as (
    select
        profiles.*,
        catalogue.family,
        catalogue.unit,
        catalogue.is_signed,
        catalogue.default_transform = 'log1p' as is_log,
        own.feature is not null as is_own,
        {{ ratio('profiles.known_count', 'sizes.customer_count') }} as known_share
    from {{ ref('segment_profiles') }} as profiles
    inner join {{ ref('segment_sizes') }} as sizes
        on profiles.segmentation = sizes.segmentation
        and profiles.segment_id = sizes.segment_id
    inner join {{ ref('feature_catalogue') }} as catalogue on profiles.feature = catalogue.feature
    left join {{ ref('segmentation_features') }} as own
        on profiles.segmentation = own.segmentation
        and profiles.feature = own.feature
    where not catalogue.is_sensitive
),

scaled as (
    select
        *,
        {%- for percentile in percentiles %}
        case
            when is_log then sign({{ percentile }}) * ln(1 + abs({{ percentile }})) else {{ percentile }}
        end as scaled_{{ percentile }}{{ ',' if not loop.last }}
        {%- endfor %}
    from measured
),

spread as (
    select
        *,
        -- Of a normal distribution with these quartiles, or with these tenths where they are farther apart.
        nullif(
            greatest(
                (scaled_p75_of_all - scaled_p25_of_all) / 1.349, (scaled_p90_of_all - scaled_p10_of_all) / 2.563
            ),
            0
        ) as spread_of_all,
        scaled_median - scaled_median_of_all as difference
    from scaled
),

levels as (
    select
        *,
        case
            when spread_of_all is not null then difference / spread_of_all
            -- Nearly everybody has the same value.
            when difference * standardised_difference > 0 then standardised_difference
            when difference = 0 then 0
        end as level
    from spread
)

select
    segmentation,
    segment_id,
    feature,
    family,
    unit,
    is_signed,
    is_own,
    known_count,
    known_share,
    p10,
    p25,
    median,
    p75,
    p90,
    p10_of_all,
    median_of_all,
    p90_of_all,
    -- Rounded, so that the last bit of a logarithm decides nothing. Who falls less than others is not rising, so such a
    -- level is null.
    case
        when not is_signed or sign(median) = sign(level)
            then round(greatest(least(level, 3), -3), 6)
    end as level
from levels
