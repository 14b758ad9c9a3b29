with medians as (
    select
        fit_id,
        feature,
        value as scaled_median
    from {{ ref('fit_registry') }}
    where record = 'feature' and measure = 'scaled_median'
),

centers as (
    select
        fit_id,
        segmentation,
        segment_id,
        feature,
        max(case when measure = 'scaled_center' then value end) as scaled_center,
        max(case when measure = 'own_center' then value end) as own_center
    from {{ ref('fit_registry') }}
    where record = 'segment' and measure in ('scaled_center', 'own_center')
    group by fit_id, segmentation, segment_id, feature
)

select
    centers.fit_id,
    centers.segmentation,
    centers.segment_id,
    centers.feature,
    -- A segment that falls less than the others is not rising, so such a level is null and cannot give a name.
    case
        when not coalesce(catalogue.is_signed, false)
            or sign(centers.own_center) = sign(centers.scaled_center - medians.scaled_median)
            then centers.scaled_center - medians.scaled_median
    end as level
from centers
inner join medians
    on centers.fit_id = medians.fit_id
    and centers.feature = medians.feature
left join {{ ref('feature_catalogue') }} as catalogue on centers.feature = catalogue.feature
