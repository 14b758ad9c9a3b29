with active as (
    select *
    from {{ ref('segmentation_fits') }}
    where is_active
),

sizes as (
    select
        fit_id,
        segment_id,
        cast(value as bigint) as sample_size
    from {{ ref('fit_registry') }}
    where record = 'segment' and measure = 'sample_size'
),

centers as (
    select
        fit_id,
        segment_id,
        feature,
        max(case when measure = 'scaled_center' then value end) as scaled_center,
        max(case when measure = 'own_center' then value end) as center
    from {{ ref('fit_registry') }}
    where record = 'segment' and measure in ('scaled_center', 'own_center')
    group by fit_id, segment_id, feature
)

select
    active.segmentation,
    centers.segment_id,
    centers.feature,
    centers.scaled_center,
    centers.center,
    sizes.sample_size,
    active.as_of_date as fitted_as_of_date,
    active.fit_id
from active
inner join centers on active.fit_id = centers.fit_id
inner join sizes
    on centers.fit_id = sizes.fit_id
    and centers.segment_id = sizes.segment_id
