{{ config(materialized='ephemeral') }}

{% set change_of_all = '2 * median_of_all / nullif(1 - median_of_all, 0)' %}

-- The trend is a difference over a sum, so 2 * trend / (1 - trend) is the change against the 90 days before.
select
    segmentation,
    segment_id,
    'falling_trend' as warning,
    concat(
        'Falling trend: the median customer spent ', {{ readable_share('-2 * median / (1 - median)') | indent(8) }},
        ' less in the last 90 days than in the 90 before',
        coalesce(
            '; of all, ' || {{ readable_share('abs(' ~ change_of_all ~ ')') | indent(12) }}
            || case when median_of_all < 0 then ' less' else ' more' end,
            ''
        ),
        '.'
    ) as sentence
from {{ ref('segment_profiles') }}
where feature = 'revenue_trend_90d'
    and known_count >= {{ fewest_customers_to_warn_of() }}
    -- A trend of -0.05 is a tenth less than in the 90 days before; a smaller fall is not worth acting on.
    and median <= -0.05
    -- The median must be below zero by the notch of its box plot, since that of a few customers can fall by chance.
    and median + 1.57 * (p75 - p25) / sqrt(known_count) < 0
