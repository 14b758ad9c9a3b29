{% set no_text = 'cast(null as ' ~ dbt.type_string() ~ ')' %}

-- What each word says of the customers: a word is a feature with a direction, and an archetype has bounds of its own.
with claims as (
    {%- for direction, operator, value in [
        (1, '>', 'case when is_signed then greatest(median_of_all, 0) else median_of_all end'),
        (-1, '<', 'case when is_signed then least(median_of_all, 0) else median_of_all end'),
        (0, '>=', 'p10_of_all'),
        (0, '<=', 'p90_of_all'),
    ] %}
    select
        segmentation,
        segment_id,
        feature as word_feature,
        cast({{ direction }} as bigint) as word_direction,
        {{ no_text }} as archetype,
        feature,
        '{{ operator }}' as operator,
        {{ value }} as value
    from {{ ref('segment_levels') }}
    union all
    {%- endfor %}
    select
        levels.segmentation,
        levels.segment_id,
        floors.feature as word_feature,
        floors.direction as word_direction,
        {{ no_text }} as archetype,
        floors.measure as feature,
        floors.operator,
        floors.value
    from {{ ref('segment_levels') }} as levels
    inner join {{ ref('word_floors') }} as floors on levels.feature = floors.feature
    {%- for bound, operator in [('at_least', '>='), ('at_most', '<=')] %}
    union all
    select
        sizes.segmentation,
        sizes.segment_id,
        {{ no_text }} as word_feature,
        cast(null as bigint) as word_direction,
        archetypes.archetype,
        archetypes.feature,
        '{{ operator }}' as operator,
        archetypes.{{ bound }} as value
    from {{ ref('segment_sizes') }} as sizes
    inner join {{ ref('segment_archetypes') }} as archetypes on sizes.segmentation = archetypes.segmentation
    where archetypes.{{ bound }} is not null
    {%- endfor %}
),

-- Percentiles at which more than seven in ten of all customers, known or not, are on one side. Of few customers the
-- quartiles are too coarse, and of a handful nothing is said.
limits as (
    select
        *,
        case
            when known_count >= 60 and known_share >= 0.95 then 'quartiles'
            when known_count >= 60 and known_share >= 0.8 then 'tenths'
            when known_count >= 6 and known_share >= 0.95 then 'tenths'
        end as limits
    from {{ ref('segment_levels') }}
),

measured as (
    select
        *,
        case limits when 'quartiles' then p25 when 'tenths' then p10 end as low,
        case limits when 'quartiles' then p75 when 'tenths' then p90 end as high
    from limits
)

select
    claims.*,
    coalesce(
        case claims.operator
            when '>' then measured.low > claims.value
            when '>=' then measured.low >= claims.value
            when '<' then measured.high < claims.value
            when '<=' then measured.high <= claims.value
        end,
        false
    ) as is_met
from claims
left join measured
    on claims.segmentation = measured.segmentation
    and claims.segment_id = measured.segment_id
    and claims.feature = measured.feature
