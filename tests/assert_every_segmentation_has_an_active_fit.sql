-- A segmentation that could not be fitted shows here with the reason, and nothing is published. One that
-- needs what is not mapped is left out on purpose.
select
    specs.segmentation,
    coalesce(max(fits.reason), 'never fitted') as reason
from {{ ref('segmentation_specs') }} as specs
left join {{ ref('segmentation_fits') }} as fits
    on specs.segmentation = fits.segmentation
    and specs.spec_hash = fits.spec_hash
where specs.unmet_needs is null
group by specs.segmentation
having count(case when fits.is_active then 1 end) <> 1
