-- The dates whose next 90 days are over.
with dates as (
    select observed.as_of_date
    from {{ ref('observation_dates') }} as observed
    cross join {{ ref('as_of') }} as as_of
    where {{ dbt.dateadd('day', 90, 'observed.as_of_date') }} <= as_of.as_of_date
),

fits as (
    select *
    from {{ ref('segmentation_fits') }}
    where is_usable
),

first_dates as (
    select
        fits.segmentation,
        fits.fit_id,
        fits.as_of_date as fitted_as_of_date,
        fits.attempt,
        min(dates.as_of_date) as as_of_date
    from fits
    inner join dates on fits.as_of_date <= dates.as_of_date
    group by fits.segmentation, fits.fit_id, fits.as_of_date, fits.attempt
),

-- Two fits may have the same first date: the later fit is tested on it.
after_the_fit as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by segmentation, as_of_date
                order by fitted_as_of_date desc, attempt desc, fit_id asc
            ) as preference
        from first_dates
    ) as ranked
    where preference = 1
),

looking_back as (
    select
        fits.segmentation,
        fits.fit_id,
        max(dates.as_of_date) as as_of_date
    from fits
    inner join dates on fits.as_of_date > dates.as_of_date
    where fits.is_active
        and fits.segmentation not in (select after_the_fit.segmentation from after_the_fit)
    group by fits.segmentation, fits.fit_id
)

select
    segmentation,
    as_of_date,
    fit_id,
    true as is_after_fit
from after_the_fit
union all
select
    segmentation,
    as_of_date,
    fit_id,
    false as is_after_fit
from looking_back
