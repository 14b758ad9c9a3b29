-- The fit that scores each date: the latest in effect on it, or the first fit for earlier dates.
with candidates as (
    select
        terms.segmentation,
        dates.as_of_date,
        terms.fit_id,
        row_number() over (
            partition by terms.segmentation, dates.as_of_date
            order by
                case when terms.effective_on <= dates.as_of_date then 0 else 1 end,
                case when terms.effective_on <= dates.as_of_date then terms.term_number end desc nulls last,
                terms.effective_on,
                terms.term_number desc
        ) as preference
    from {{ ref('fit_terms') }} as terms
    cross join {{ ref('observation_dates') }} as dates
    where terms.is_usable
)

select
    segmentation,
    as_of_date,
    fit_id
from candidates
where preference = 1
