{{ config(materialized='by_part', parts='periods', key='as_of_date', digest='digest') }}
-- depends_on: {{ ref('periods') }}
-- Past customers are assigned by the fit of today, so what moves here are customers and not borders.
with now as (
    select *
    from {{ ref('segment_assignments') }}
    where as_of_date = {{ part_date() }}
        and {{ part_date() }} > (select min(periods.as_of_date) from {{ ref('periods') }} as periods)
),

before as (
    select *
    from {{ ref('segment_assignments') }}
    where as_of_date = (
            select periods.previous_as_of_date
            from {{ ref('periods') }} as periods
            where periods.as_of_date = {{ part_date() }}
        )
)

select
    now.as_of_date,
    now.segmentation,
    before.raw_segment_id as from_segment_id,
    case
        when before.customer_id is null then 'not known'
        else before.no_segment_reason
    end as from_reason,
    now.raw_segment_id as to_segment_id,
    now.no_segment_reason as to_reason,
    count(*) as customer_count
from now
left join before
    on now.segmentation = before.segmentation
    and now.customer_id = before.customer_id
group by
    now.as_of_date,
    now.segmentation,
    before.raw_segment_id,
    before.customer_id is null,
    before.no_segment_reason,
    now.raw_segment_id,
    now.no_segment_reason
