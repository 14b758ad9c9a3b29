-- How many customers were in another segment at the previous observation date, and in which?
with in_sequence as (
    select
        segmentation,
        as_of_date,
        raw_segment_id as segment_id,
        lag(raw_segment_id) over (
            partition by segmentation, customer_id order by as_of_date
        ) as previous_segment_id
    from {{ ref('segment_assignments') }}
)

select
    segmentation,
    as_of_date,
    previous_segment_id,
    segment_id,
    count(*) as customer_count
from in_sequence
where segment_id <> previous_segment_id
group by segmentation, as_of_date, previous_segment_id, segment_id
order by segmentation, as_of_date, previous_segment_id, segment_id
