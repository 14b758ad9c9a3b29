with facts as (
    select
        fit_id,
        segmentation,
        max(case when measure = 'algorithm' then text end) as algorithm,
        max(case when measure = 'reason' then text end) as reason,
        cast(
            max(case when measure = 'challenger_segment_count' then value end) as bigint
        ) as challenger_segment_count,
        cast(max(case when measure = 'challenger_since' then text end) as date) as challenger_since,
        max(case when measure = 'announcement' then text end) as announcement,
        max(case when measure = 'trigger' then text end) as trigger_reason,
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
)

select
    facts.fit_id,
    facts.segmentation,
    status.as_of_date,
    facts.algorithm,
    status.status,
    scoring.fit_id is not null as is_active,
    status.is_usable,
    status.promoted_on,
    facts.reason,
    facts.challenger_segment_count,
    facts.challenger_since,
    facts.announcement,
    facts.trigger_reason,
    status.attempt,
    facts.segment_count,
    facts.population_size,
    facts.sample_size,
    facts.seed,
    facts.library,
    facts.previous_fit_id,
    facts.rule_agreement,
    facts.separation,
    facts.density_cluster_count,
    facts.density_noise_share,
    facts.outlier_noise_share,
    facts.axis_1_variance_share,
    facts.axis_2_variance_share,
    status.spec_hash
from facts
inner join {{ ref('fit_status') }} as status on facts.fit_id = status.fit_id
cross join {{ ref('as_of') }} as as_of
left join {{ ref('scoring_fits') }} as scoring
    on facts.fit_id = scoring.fit_id
    and as_of.as_of_date = scoring.as_of_date
