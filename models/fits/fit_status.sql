with fits as (
    select
        fit_id,
        segmentation,
        cast(max(case when measure = 'as_of_date' then text end) as date) as as_of_date,
        max(case when measure = 'spec_hash' then text end) as spec_hash,
        max(case when measure = 'status' then text end) as status,
        cast(max(case when measure = 'attempt' then value end) as bigint) as attempt
    from {{ ref('fit_registry') }}
    where record = 'fit'
    group by fit_id, segmentation
),

promoted as (
    select
        fit_id,
        max(cast(text as date)) as promoted_on
    from {{ ref('fit_registry') }}
    where record = 'status'
        and measure = 'promoted_on'
    group by fit_id
)

-- Only fits of the current specification, made on or before the build's day, can be active. A look makes no fit, so it
-- may use a later one.
select
    fits.*,
    promoted.promoted_on,
    (fits.status in ('fitted', 'below_gates') or promoted.promoted_on is not null)
    and specs.segmentation is not null
    and (fits.as_of_date <= as_of.as_of_date or coalesce(as_of.is_look, false)) as is_usable
from fits
cross join {{ ref('as_of') }} as as_of
left join promoted on fits.fit_id = promoted.fit_id
left join {{ ref('segmentation_specs') }} as specs
    on fits.segmentation = specs.segmentation
    and fits.spec_hash = specs.spec_hash
