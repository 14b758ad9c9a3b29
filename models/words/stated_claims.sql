{% set text = dbt.type_string() %}
{% set lifecycle = lifecycle_settings() %}

with said_words as (
    -- A name of an archetype says its words and its bounds, one of traits says them.
    select
        names.segmentation,
        names.segment_id,
        'name' as said_in,
        names.own_name as said,
        archetypes.feature,
        archetypes.direction,
        cast(null as {{ text }}) as archetype
    from {{ ref('segment_names') }} as names
    inner join {{ ref('segment_archetypes') }} as archetypes
        on names.segmentation = archetypes.segmentation
        and names.archetype = archetypes.archetype
    {%- for feature, direction, archetype in [
        ('null', 'null', 'archetype'),
        ('feature_1', 'direction_1', 'null'),
        ('feature_2', 'direction_2', 'null'),
        ('feature_3', 'direction_3', 'null'),
    ] %}
    union all
    select
        segmentation,
        segment_id,
        'name' as said_in,
        own_name as said,
        cast({{ feature }} as {{ text }}) as feature,
        cast({{ direction }} as bigint) as direction,
        cast({{ archetype }} as {{ text }}) as archetype
    from {{ ref('segment_names') }}
    {%- endfor %}
    union all
    -- Average means near the median in every feature of the segmentation.
    select
        names.segmentation,
        names.segment_id,
        'name' as said_in,
        names.own_name as said,
        own.feature,
        cast(0 as bigint) as direction,
        cast(null as {{ text }}) as archetype
    from {{ ref('segment_names') }} as names
    inner join {{ ref('segmentation_features') }} as own on names.segmentation = own.segmentation
    where names.own_name like 'Average%'
    union all
    select
        segmentation,
        segment_id,
        'trait' as said_in,
        trait as said,
        feature,
        direction,
        cast(null as {{ text }}) as archetype
    from {{ ref('segment_traits') }}
),

words as (
    select
        said_words.segmentation,
        said_words.segment_id,
        said_words.said_in,
        said_words.said,
        claims.feature,
        claims.operator,
        claims.value
    from said_words
    inner join {{ ref('possible_claims') }} as claims
        on said_words.segmentation = claims.segmentation
        and said_words.segment_id = claims.segment_id
        and (
            said_words.archetype = claims.archetype
            or (said_words.feature = claims.word_feature and said_words.direction = claims.word_direction)
        )
),

stages as (
    {%- for stage, feature, operator, value in [
        ('prospect', 'order_count', '<=', 0),
        ('new', 'tenure_days', '<', lifecycle.new_days),
        ('dormant', 'cycles_since_last_order', '>=', lifecycle.dormant_cycles),
        ('dormant', 'recency_days', '>=', lifecycle.dormant_minimum_days),
        ('at risk', 'cycles_since_last_order', '>=', lifecycle.at_risk_cycles),
        ('at risk', 'recency_days', '>=', lifecycle.at_risk_minimum_days),
        ('reactivated', 'recency_days', '<', lifecycle.reactivated_days),
        ('reactivated', 'longest_days_between_orders', '>=', lifecycle.dormant_minimum_days),
        ('active', 'cycles_since_last_order', '<', lifecycle.at_risk_cycles),
    ] %}
    select
        '{{ stage }}' as said,
        '{{ feature }}' as feature,
        '{{ operator }}' as operator,
        cast({{ value }} as double) as value
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select distinct
    segmentation,
    segment_id,
    said_in,
    said,
    feature,
    operator,
    value,
    cast(0.7 as double) as wanted_share,
    cast(null as double) as measured
from words
union all
select
    segmentation,
    segment_id,
    'warning' as said_in,
    sentence as said,
    feature,
    operator,
    value,
    wanted_share,
    measured
from {{ ref('segment_warnings') }}
union all
select
    cast(null as {{ text }}) as segmentation,
    cast(null as bigint) as segment_id,
    'lifecycle stage' as said_in,
    said,
    feature,
    operator,
    value,
    cast(0.7 as double) as wanted_share,
    cast(null as double) as measured
from stages
