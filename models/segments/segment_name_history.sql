with today as (
    select as_of_date
    from {{ ref('as_of') }}
),

-- A build of the same day takes the place of the one before, and a later one knows nothing of today.
earlier as (
    select
        names.segmentation,
        names.segment_id,
        names.as_of_date,
        max_by(names.segment_name, names.build_number) as segment_name
    from {{ ref('published_names') }} as names
    inner join today on names.as_of_date < today.as_of_date
    group by names.segmentation, names.segment_id, names.as_of_date
),

named as (
    select
        segmentation,
        segment_id,
        as_of_date,
        segment_name
    from earlier
    union all
    select
        names.segmentation,
        names.segment_id,
        today.as_of_date,
        names.segment_name
    from {{ ref('segment_names') }} as names
    cross join today
),

compared as (
    select
        *,
        lag(segment_name) over (partition by segmentation, segment_id order by as_of_date) as previous_name
    from named
)

select
    segmentation,
    segment_id,
    as_of_date as named_on,
    segment_name,
    previous_name
from compared
where previous_name is null
    or previous_name <> segment_name
