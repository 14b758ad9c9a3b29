-- Past customers are assigned by the fit of today, so what moves here are customers and not borders.
select
    periods.as_of_date,
    now.segmentation,
    before.raw_segment_id as from_segment_id,
    case
        when before.customer_id is null then 'not known'
        else before.no_segment_reason
    end as from_reason,
    now.raw_segment_id as to_segment_id,
    now.no_segment_reason as to_reason,
    count(*) as customer_count
from {{ ref('periods') }} as periods
inner join {{ ref('segment_assignments') }} as now on periods.as_of_date = now.as_of_date
left join {{ ref('segment_assignments') }} as before
    on periods.previous_as_of_date = before.as_of_date
    and now.segmentation = before.segmentation
    and now.customer_id = before.customer_id
where periods.previous_as_of_date is not null
group by
    periods.as_of_date,
    now.segmentation,
    before.raw_segment_id,
    before.customer_id is null,
    before.no_segment_reason,
    now.raw_segment_id,
    now.no_segment_reason
