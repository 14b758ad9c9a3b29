with centers as (
    select
        fit_id,
        item as center_id,
        feature,
        value as center
    from {{ ref('fit_registry') }}
    where record = 'center' and measure = 'center'
),

intercepts as (
    select
        fit_id,
        item as center_id,
        value as intercept
    from {{ ref('fit_registry') }}
    where record = 'center' and measure = 'intercept'
),

radii as (
    select
        fit_id,
        segment_id,
        value as radius
    from {{ ref('fit_registry') }}
    where record = 'segment' and measure = 'radius'
)

select
    weights.fit_id,
    weights.segmentation,
    weights.segment_id,
    weights.item as center_id,
    weights.component,
    weights.feature,
    centers.center,
    weights.value as weight,
    intercepts.intercept,
    radii.radius
from {{ ref('fit_registry') }} as weights
inner join centers
    on weights.fit_id = centers.fit_id
    and weights.item = centers.center_id
    and weights.feature = centers.feature
inner join intercepts
    on weights.fit_id = intercepts.fit_id
    and weights.item = intercepts.center_id
inner join radii
    on weights.fit_id = radii.fit_id
    and weights.segment_id = radii.segment_id
where weights.record = 'parameter'
