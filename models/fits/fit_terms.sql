-- Rejected fits come into effect only by being promoted.
with promotions as (
    select
        fit_id,
        item as promotion_number,
        cast(max(case when measure = 'promoted_on' then text end) as date) as effective_on,
        cast(max(case when measure = 'after_attempt' then value end) as bigint) as after_attempt
    from {{ ref('fit_registry') }}
    where record = 'status'
    group by fit_id, item
),

terms as (
    select
        segmentation,
        fit_id,
        as_of_date as effective_on,
        attempt as after_attempt,
        cast(0 as bigint) as promotion_number,
        is_usable
    from {{ ref('fit_status') }}
    where status in ('fitted', 'below_gates')
    union all
    select
        fits.segmentation,
        promotions.fit_id,
        promotions.effective_on,
        promotions.after_attempt,
        promotions.promotion_number,
        fits.is_usable
    from promotions
    inner join {{ ref('fit_status') }} as fits on promotions.fit_id = fits.fit_id
)

select
    segmentation,
    fit_id,
    effective_on,
    cast(row_number() over (
        partition by segmentation
        order by effective_on, after_attempt nulls first, promotion_number, fit_id
    ) as bigint) as term_number,
    is_usable
from terms
