{{ config(materialized='view') }}

with intercepts as (
    select
        fit_id,
        segment_id,
        value as intercept
    from {{ ref('fit_registry') }}
    where record = 'segment' and measure = 'intercept'
),

parameters as (
    select
        fit_id,
        segmentation,
        segment_id,
        component,
        feature,
        max(case when measure = 'center' then value end) as center,
        max(case when measure = 'weight' then value end) as weight
    from {{ ref('fit_registry') }}
    where record = 'parameter'
    group by fit_id, segmentation, segment_id, component, feature
)

select
    parameters.fit_id,
    parameters.segmentation,
    parameters.segment_id,
    parameters.component,
    parameters.feature,
    parameters.center,
    parameters.weight,
    intercepts.intercept
from parameters
inner join intercepts
    on parameters.fit_id = intercepts.fit_id
    and parameters.segment_id = intercepts.segment_id
