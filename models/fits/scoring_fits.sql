-- The fit that scores each date: the latest made on or before it, or the first fit for earlier dates.
with candidates as (
    select
        fits.segmentation,
        dates.as_of_date,
        fits.fit_id,
        row_number() over (
            partition by fits.segmentation, dates.as_of_date
            order by
                case when fits.as_of_date <= dates.as_of_date then 0 else 1 end,
                case when fits.as_of_date <= dates.as_of_date then fits.as_of_date end desc nulls last,
                fits.as_of_date,
                fits.attempt desc
        ) as preference
    from {{ ref('segmentation_fits') }} as fits
    cross join {{ ref('observation_dates') }} as dates
    where fits.is_usable
)

select
    segmentation,
    as_of_date,
    fit_id
from candidates
where preference = 1
