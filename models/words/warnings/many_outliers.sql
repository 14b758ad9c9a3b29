{{ config(materialized='ephemeral') }}

with sizes as (
    select
        sizes.*,
        specs.outlier_quantile,
        -- 1 - 0.99 is a little more than 0.01 in doubles.
        round(1 - specs.outlier_quantile, 9) as expected_share
    from {{ ref('segment_sizes') }} as sizes
    inner join {{ ref('segmentation_specs') }} as specs on sizes.segmentation = specs.segmentation
)

select
    segmentation,
    segment_id,
    'many_outliers' as warning,
    concat(
        'Many outliers: ', {{ readable_share(ratio('outlier_count', 'judged_count')) | indent(8) }},
        ' of its customers are farther from the center than ', {{ readable_share('outlier_quantile') | indent(8) }},
        ' were when it was fitted.'
    ) as sentence,
    'outlier_count' as feature,
    '>=' as operator,
    cast(5 as double) as value,
    cast(null as double) as wanted_share,
    cast(outlier_count as double) as measured
from sizes
where judged_count >= {{ fewest_customers_to_warn_of() }}
    -- One outlier of 30 customers is 3 %.
    and outlier_count >= 5
    and outlier_count >= judged_count * greatest(2 * expected_share, 0.01)
    -- Three standard deviations more than expected by chance.
    and outlier_count > judged_count * expected_share
    + 3 * sqrt(judged_count * expected_share * (1 - expected_share))
