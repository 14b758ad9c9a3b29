with bins as (
    select
        counts.segmentation,
        counts.feature,
        bins.bin_number,
        max(bins.bin_number) over (partition by counts.segmentation, counts.feature) as bin_count,
        bins.customer_share as share_then,
        counts.known_count,
        case
            when bins.upper_edge is null then counts.known_count
            else {{ element('counts.counts_up_to', 'bins.bin_number') }}
        end as count_up_to
    from {{ ref('feature_counts') }} as counts
    inner join {{ ref('feature_bins') }} as bins
        on counts.fit_id = bins.fit_id
        and counts.feature = bins.feature
),

shares as (
    select
        segmentation,
        feature,
        bin_number,
        bin_count,
        known_count,
        -- An empty bin counts as half a customer: the logarithm of 0 is none.
        greatest(share_then, {{ ratio('0.5', 'known_count') }}) as share_then,
        greatest(
            {{ ratio(
                'count_up_to - coalesce(lag(count_up_to) over '
                ~ '(partition by segmentation, feature order by bin_number), 0)', 'known_count'
            ) }},
            {{ ratio('0.5', 'known_count') }}
        ) as share_now
    from bins
    where known_count > 0
)

select
    segmentation,
    feature,
    bin_count,
    {{ ordered_sum('(share_now - share_then) * ln(share_now / share_then)', ['bin_number']) }}
        as population_stability_index
from shares
group by segmentation, feature, bin_count
