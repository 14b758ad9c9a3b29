with fits as (
    select
        fit_id,
        segmentation,
        cast(max(case when measure = 'as_of_date' then text end) as date) as as_of_date,
        max(case when measure = 'spec_hash' then text end) as spec_hash,
        max(case when measure = 'algorithm' then text end) as algorithm,
        max(case when measure = 'status' then text end) as status,
        max(case when measure = 'reason' then text end) as reason,
        cast(
            max(case when measure = 'challenger_segment_count' then value end) as bigint
        ) as challenger_segment_count,
        cast(max(case when measure = 'challenger_since' then text end) as date) as challenger_since,
        max(case when measure = 'announcement' then text end) as announcement,
        max(case when measure = 'trigger' then text end) as trigger_reason,
        cast(max(case when measure = 'attempt' then value end) as bigint) as attempt,
        cast(max(case when measure = 'segment_count' then value end) as bigint) as segment_count,
        cast(max(case when measure = 'population_size' then value end) as bigint) as population_size,
        cast(max(case when measure = 'sample_size' then value end) as bigint) as sample_size,
        cast(max(case when measure = 'seed' then value end) as bigint) as seed,
        max(case when measure = 'library' then text end) as library,
        max(case when measure = 'previous_fit_id' then text end) as previous_fit_id,
        max(case when measure = 'rule_agreement' then value end) as rule_agreement,
        max(case when measure = 'separation' then value end) as separation,
        cast(max(case when measure = 'density_cluster_count' then value end) as bigint) as density_cluster_count,
        max(case when measure = 'density_noise_share' then value end) as density_noise_share,
        max(case when measure = 'outlier_noise_share' then value end) as outlier_noise_share,
        max(case when measure = 'axis_1_variance_share' then value end) as axis_1_variance_share,
        max(case when measure = 'axis_2_variance_share' then value end) as axis_2_variance_share
    from {{ ref('fit_registry') }}
    where record = 'fit'
    group by fit_id, segmentation
),

-- Only fits of the current specification, made on or before the build's day, can be active. A look makes no fit, so it
-- may use a later one.
judged as (
    select
        fits.*,
        fits.status in ('fitted', 'below_gates')
        and specs.segmentation is not null
        and (fits.as_of_date <= as_of.as_of_date or coalesce(as_of.is_look, false)) as is_usable,
        fits.as_of_date > as_of.as_of_date as is_later
    from fits
    cross join {{ ref('as_of') }} as as_of
    left join {{ ref('segmentation_specs') }} as specs
        on fits.segmentation = specs.segmentation
        and fits.spec_hash = specs.spec_hash
),

ranked as (
    select
        *,
        row_number() over (
            partition by segmentation, is_usable
            order by
                is_later asc,
                case when is_later then as_of_date end asc nulls first,
                as_of_date desc,
                attempt desc,
                fit_id asc
        ) as rank_from_latest
    from judged
)

select
    fit_id,
    segmentation,
    as_of_date,
    algorithm,
    status,
    is_usable and rank_from_latest = 1 as is_active,
    is_usable,
    reason,
    challenger_segment_count,
    challenger_since,
    announcement,
    trigger_reason,
    attempt,
    segment_count,
    population_size,
    sample_size,
    seed,
    library,
    previous_fit_id,
    rule_agreement,
    separation,
    density_cluster_count,
    density_noise_share,
    outlier_noise_share,
    axis_1_variance_share,
    axis_2_variance_share,
    spec_hash
from ranked
