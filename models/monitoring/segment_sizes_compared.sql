{% set total = 'sum(customer_count) over (partition by segmentation)' %}
with now as (
    select
        counts.*,
        {{ total }} as customer_total
    from {{ ref('assigned_counts') }} as counts
    cross join {{ ref('monitoring_day') }} as day
    where counts.as_of_date = day.as_of_date
        and counts.segment_id is not null
),

before as (
    select
        counts.*,
        {{ total }} as customer_total
    from {{ ref('assigned_counts') }} as counts
    cross join {{ ref('monitoring_day') }} as day
    where counts.as_of_date = day.compared_on
        and counts.segment_id is not null
),

at_fit as (
    select
        fitted.segmentation,
        fitted.fit_id,
        fitted.segment_id,
        fitted.customer_count,
        sum(fitted.customer_count) over (partition by fitted.fit_id) as customer_total
    from {{ ref('fitted_segments') }} as fitted
    inner join {{ ref('segmentation_fits') }} as fits on fitted.fit_id = fits.fit_id
    where fits.is_active
)

select
    at_fit.segmentation,
    at_fit.segment_id,
    at_fit.fit_id,
    coalesce(now.customer_count, 0) as customer_count,
    coalesce(now.customer_total, 0) as customer_total,
    at_fit.customer_total as customer_total_at_fit,
    before.customer_total as customer_total_before,
    coalesce({{ ratio('now.customer_count', 'now.customer_total') }}, 0) as customer_share,
    {{ ratio('at_fit.customer_count', 'at_fit.customer_total') }} as share_at_fit,
    {{ ratio('before.customer_count', 'before.customer_total') }} as share_before,
    coalesce(before.fit_id <> at_fit.fit_id, false) as is_refitted
from at_fit
left join now
    on at_fit.segmentation = now.segmentation
    and at_fit.segment_id = now.segment_id
left join before
    on at_fit.segmentation = before.segmentation
    and at_fit.segment_id = before.segment_id
