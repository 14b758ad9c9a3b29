{{ config(materialized='ephemeral') }}

{#- The trend is a difference over a sum, so 2 * trend / (1 - trend) is the change against the 90 days before. -#}
{% set change_of_all = '2 * median_of_all / nullif(1 - median_of_all, 0)' %}

with trends as (
    select
        profiles.*,
        {{ ratio('profiles.known_count', 'sizes.customer_count') }} as known_share
    from {{ ref('segment_profiles') }} as profiles
    inner join {{ ref('segment_sizes') }} as sizes
        on profiles.segmentation = sizes.segmentation
        and profiles.segment_id = sizes.segment_id
    where profiles.feature = 'revenue_trend_90d'
),

judged as (
    select
        *,
        p75 < 0 and known_share >= 0.95 as is_of_most
    from trends
    where known_count >= {{ fewest_customers_to_warn_of() }}
        and known_share >= 0.9
        -- A trend of -0.05 is a tenth less than in the 90 days before; a smaller fall is not worth acting on.
        and median <= -0.05
        -- The median must be below zero by the notch of its box plot, since that of a few customers can fall by chance.
        and median + 1.57 * (p75 - p25) / sqrt(known_count) < 0
)

select
    segmentation,
    segment_id,
    'falling_trend' as warning,
    concat(
        'Falling trend: ', case when is_of_most then 'most' else 'some' end,
        ' spent less in the last 90 days than in the 90 before, and the median customer ',
        {{ readable_share('-2 * median / (1 - median)') | indent(8) }}, ' less',
        coalesce(
            '; of all, ' || {{ readable_share('abs(' ~ change_of_all ~ ')') | indent(12) }}
            || case when median_of_all < 0 then ' less' else ' more' end,
            ''
        ),
        '.'
    ) as sentence,
    'revenue_trend_90d' as feature,
    '<' as operator,
    cast(0 as double) as value,
    -- Half of those who are known are below the median.
    case when is_of_most then 0.7 else 0.45 end as wanted_share,
    cast(null as double) as measured
from judged
