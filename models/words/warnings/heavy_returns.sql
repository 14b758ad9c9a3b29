{{ config(materialized='ephemeral') }}

with returns as (
    select
        segmentation,
        segment_id,
        cast(max(case when feature = 'returned_revenue_365d' then mean * known_count end) as decimal(38, 4))
            as returned,
        cast(max(case when feature = 'net_revenue_365d' then mean * known_count end) as decimal(38, 4)) as kept,
        max(case when feature = 'return_rate_365d' then known_count end) as known_count,
        max(case when feature = 'return_rate_365d' then p90 end) as p90,
        max(case when feature = 'return_rate_365d' then p75 end) as p75
    from {{ ref('segment_profiles') }}
    where known_count > 0
    group by segmentation, segment_id
),

-- Rates of total value: in a mean of the customers' rates, one who bought little and returned it all would count fully.
rates as (
    select
        *,
        {{ ratio('returned', 'returned + kept') }} as rate,
        {{ ratio('(sum(returned) over segmentations) - returned',
                 '(sum(returned + kept) over segmentations) - returned - kept') }} as rate_of_others
    from returns
    window segmentations as (partition by segmentation)
)

select
    segmentation,
    segment_id,
    'heavy_returns' as warning,
    concat(
        'Heavy returns: ', {{ readable_share('rate') | indent(8) }},
        ' of the value bought in the last 365 days came back, against ',
        {{ readable_share('rate_of_others') | indent(8) }}, ' among the other customers; ',
        'some, more than one customer in ', case when p75 > 0 then 'four' else 'ten' end, ', returned something.'
    ) as sentence,
    'return_rate_365d' as feature,
    '>' as operator,
    cast(0 as double) as value,
    case when p75 > 0 then 0.25 else 0.1 end as wanted_share,
    cast(null as double) as measured
from rates
where known_count >= {{ fewest_customers_to_warn_of() }}
    -- More than one customer in ten, and more than a handful, must have returned something.
    and (p75 > 0 or (p90 > 0 and known_count >= 100))
    -- Neither 0.2 % against 0.1 % nor 31 % against 30 % is worth a warning.
    and rate >= 1.5 * rate_of_others
    and rate >= rate_of_others + 0.05
