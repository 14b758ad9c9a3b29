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

measured as (
    select
        *,
        case when known_share >= 0.95 then p25 else p10 end as low,
        case when known_share >= 0.95 then p75 else p90 end as high
    from {{ ref('segment_levels') }}
)

select
    claims.*,
    -- More than seven customers in ten meet it: three in four of nearly all who are known, or nine in ten of most.
    coalesce(
        case
            when measured.known_share < 0.8 then false
            when claims.operator = '>' then measured.low > claims.value
            when claims.operator = '>=' then measured.low >= claims.value
            when claims.operator = '<' then measured.high < claims.value
            when claims.operator = '<=' then measured.high <= claims.value
        end,
        false
    ) as is_met
from claims
left join measured
    on claims.segmentation = measured.segmentation
    and claims.segment_id = measured.segment_id
    and claims.feature = measured.feature
