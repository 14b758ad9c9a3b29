-- A segmentation that could not be fitted shows here with the reason, and nothing is published: one without
-- an active fit, and one whose refit failed. One that needs what is not mapped is left out on purpose.
with fits as (
    select
        specs.segmentation,
        fits.fit_id,
        fits.status,
        fits.reason,
        fits.is_active,
        max(case when fits.is_active then fits.as_of_date end) over (partition by specs.segmentation) as active_since,
        fits.as_of_date
    from {{ ref('segmentation_specs') }} as specs
    left join {{ ref('segmentation_fits') }} as fits
        on specs.segmentation = fits.segmentation
        and specs.spec_hash = fits.spec_hash
    where specs.unmet_needs is null
)

select
    segmentation,
    coalesce(max(case when status = 'failed' then reason end), 'never fitted') as reason
from fits
group by segmentation, active_since
having active_since is null
    or max(case when status = 'failed' then as_of_date end) > active_since
