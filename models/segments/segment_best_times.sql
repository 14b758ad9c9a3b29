with events as (
    select
        segments.segmentation,
        segments.segment_id,
        times.channel,
        times.weekday,
        times.hour_of_day,
        sum(times.event_count) as event_count
    from {{ ref('current_segments') }} as segments
    inner join {{ ref('event_times') }} as times on segments.customer_id = times.customer_id
    where segments.segment_id is not null
    group by segments.segmentation, segments.segment_id, times.channel, times.weekday, times.hour_of_day
)

select *
from ({{ best_times('events', ['segmentation', 'segment_id'], enough=30) | indent(4) }}) as best
