-- noqa: disable=LT02,PRS
-- The linter's DuckDB dialect does not know grouping sets.
{% set features = feature_columns(numeric_only=true) or ['recency_days'] %}
{% set numbers = range(1, features | length + 1) %}
{% set steps_per_unit = 2 ** 52 %}

with scales as (
    select
        50000.0 / nullif(count(*), 0) as sampled_share,
        {%- for feature in features %}
        coalesce(nullif(max(abs({{ finite(feature) }})), 0), 1) as m{{ loop.index }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('latest_customer_features') }}
),

-- Both sides are of the latest date, so the join needs the customer alone.
members as (
    select
        assignments.segmentation,
        assignments.segment_id,
        {%- for feature in features %}
        {{ finite('features.' ~ feature) }} as v{{ loop.index }},
        {%- endfor %}
        {{ hash_share('features.customer_id') }} < scales.sampled_share as is_sampled,
        scales.*
    from {{ ref('latest_customer_features') }} as features
    inner join {{ ref('current_segments') }} as assignments
        on features.customer_id = assignments.customer_id
    cross join scales
    where assignments.segment_id is not null
),

-- Values are divided by the largest absolute value, so they lie between -1 and 1 and can be summed exactly in steps of
-- 2^-52, whatever the feature's size.
totals as (
    select
        segmentation,
        segment_id,
        {%- for number in numbers %}
        {%- set value, scaled = 'v' ~ number, '(v' ~ number ~ ' / m' ~ number ~ ')' %}
        count({{ value }}) as count_{{ number }},
        min({{ value }}) as minimum_{{ number }},
        {{ exact_total(scaled) }} as total_{{ number }},
        {{ exact_total(scaled ~ ' * ' ~ scaled) }} as square_total_{{ number }}{{ ',' if not loop.last }}
        {%- endfor %}
    from members
    group by segmentation, segment_id
),

scaled_totals as (
    select
        totals.*,
        scales.*
    from totals
    cross join scales
),

-- One row per segment, and one per segmentation with a null segment for all its customers.
measures as (
    select
        segmentation,
        segment_id,
        {%- for number in numbers %}
        {%- set count, scale = 'nullif(sum(count_' ~ number ~ '), 0)', 'max(m' ~ number ~ ')' %}
        cast(sum(count_{{ number }}) as bigint) as known_count_{{ number }},
        min(minimum_{{ number }}) as minimum_{{ number }},
        {{ scale }} * (cast(sum(total_{{ number }}) as double) / {{ steps_per_unit }}) / {{ count }}
            as mean_{{ number }},
        {{ scale }} * {{ scale }}
        * (cast(sum(square_total_{{ number }}) as double) / {{ steps_per_unit }}) / {{ count }}
            as mean_square_{{ number }}{{ ',' if not loop.last }}
        {%- endfor %}
    from scaled_totals
    group by grouping sets ((segmentation, segment_id), (segmentation))
),

-- Percentiles hold every value in memory, so above a number of customers they use a sample.
sampled_percentiles as (
    select
        segmentation,
        segment_id,
        {%- for number in numbers %}
        {{ percentiles('v' ~ number, [0.1, 0.25, 0.5, 0.75, 0.9]) }}
            as percentiles_{{ number }}{{ ',' if not loop.last }}
        {%- endfor %}
    from members
    where is_sampled
    group by grouping sets ((segmentation, segment_id), (segmentation))
)

select
    measures.*,
    {%- for number in numbers %}
    sampled.percentiles_{{ number }}{{ ',' if not loop.last }}
    {%- endfor %}
from measures
left join sampled_percentiles as sampled
    on measures.segmentation = sampled.segmentation
    and coalesce(measures.segment_id, -1) = coalesce(sampled.segment_id, -1)
