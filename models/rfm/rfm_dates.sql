{% set settings = rfm_settings() %}

with cut_points as (
    select
        as_of_date,
        {{ rows_fingerprint('score, cut_number, cut_point') }} as fingerprint
    from {{ ref('rfm_cut_points') }}
    where settings_digest = '{{ settings.digest }}'
    group by as_of_date
),

-- Each date uses the latest cut-points taken on or before it; dates before the first cut-points use the first.
dates as (
    select
        dates.as_of_date,
        max(dates.features_digest) as features_digest,
        coalesce(
            max(case when cut_points.as_of_date <= dates.as_of_date then cut_points.as_of_date end),
            min(cut_points.as_of_date)
        ) as cut_points_as_of_date
    from {{ ref('observation_dates') }} as dates
    cross join cut_points
    group by dates.as_of_date
)

select
    dates.as_of_date,
    dates.cut_points_as_of_date,
    md5(concat(dates.features_digest, '|', cut_points.fingerprint)) as digest
from dates
inner join cut_points on dates.cut_points_as_of_date = cut_points.as_of_date
