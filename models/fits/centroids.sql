{{ config(materialized='view') }}

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
)

select
    parameters.segmentation,
    parameters.segment_id,
    parameters.feature,
    (parameters.center - preparation.mean) / preparation.scale as scaled_center,
    case
        when preparation.transform = 'log1p' then sign(parameters.center) * (exp(abs(parameters.center)) - 1)
        when preparation.transform = 'none' then parameters.center
    end as center,
    sizes.sample_size,
    active.as_of_date as fitted_as_of_date,
    active.fit_id
from active
inner join {{ ref('segment_parameters') }} as parameters on active.fit_id = parameters.fit_id
inner join {{ ref('feature_preparation') }} as preparation
    on parameters.fit_id = preparation.fit_id
    and parameters.feature = preparation.feature
inner join sizes
    on parameters.fit_id = sizes.fit_id
    and parameters.segment_id = sizes.segment_id
