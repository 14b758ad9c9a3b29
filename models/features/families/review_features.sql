{{ built_if_given(['reviews']) }}
-- depends_on: {{ ref('observation_dates') }}
with reviews as (
    select
        *,
        row_number() over (
            partition by customer_id, rating is null order by reviewed_at desc, review_id desc
        ) as rating_rank
    from ({{ events_until_part_date('ratings', 'reviewed_on') }}) as events
)

select
    customer_id,
    {{ part_date() }} as as_of_date,
    {{ count_if('days_ago < 365') }} as review_count_365d,
    {{ ratio(sum_if('days_ago < 365', 'rating'), count_if('days_ago < 365 and rating is not null')) }}
        as mean_rating_365d,
    cast(max(case when rating_rank = 1 and days_ago < 365 then rating end) as double) as last_rating_365d,
    {{ ratio(count_if('days_ago < 365 and rating <= 2'), count_if('days_ago < 365 and rating is not null')) }}
        as low_rating_share_365d,
    min(days_ago) as days_since_last_review,
    cast(sum({{ decay_weight('days_ago', 'review') }}) as decimal(18, 6)) as decayed_review_count
from reviews
group by customer_id
