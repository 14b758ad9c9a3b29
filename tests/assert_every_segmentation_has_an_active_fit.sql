-- Finds segmentations without an active fit and those whose refit failed, with the reason; then nothing is published. A
-- segmentation whose needs are not mapped is left out on purpose.
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
