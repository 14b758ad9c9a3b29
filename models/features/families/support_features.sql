{{ built_if_given(['support_tickets']) }}
-- depends_on: {{ ref('observation_dates') }}
with given_tickets as (
    {{ events_until_part_date('tickets', 'opened_on') }}
),

-- What happened to a ticket after the date was not known on it.
all_tickets as (
    select
        customer_id,
        ticket_id,
        days_ago,
        category,
        is_complaint,
        closed_on is null or closed_on > {{ part_date() }} as is_open,
        case when closed_on <= {{ part_date() }} then hours_to_close end as hours_to_close,
        case when closed_on is null or closed_on <= {{ part_date() }} then satisfaction_score end as satisfaction_score
    from given_tickets
),

tickets as (
    select
        *,
        -- Equal durations can be ranked in any order; the one in the middle is the same.
        row_number() over (partition by customer_id order by hours_to_close asc nulls last) as hours_rank,
        count(hours_to_close) over (partition by customer_id) as closed_count,
        row_number() over (
            partition by customer_id, satisfaction_score is null order by days_ago asc, ticket_id desc
        ) as rating_rank
    from all_tickets
    where days_ago < 365
),

categories as (
    select
        customer_id,
        category,
        row_number() over (partition by customer_id order by ticket_count desc, category asc) as category_rank
    from (
        select
            customer_id,
            category,
            count(*) as ticket_count
        from tickets
        where category is not null
        group by customer_id, category
    ) as counts
),

recent as (
    select
        customer_id,
        {{ count_if('days_ago < 90') }} as ticket_count_90d,
        count(*) as ticket_count_365d,
        {{ median_of_ranked('hours_to_close', 'hours_rank', 'closed_count') }} as median_hours_to_close_365d,
        {{ ratio('sum(satisfaction_score)', 'count(satisfaction_score)') }} as mean_ticket_satisfaction_365d,
        max(case when rating_rank = 1 then satisfaction_score end) as last_ticket_satisfaction_365d,
        {{ ratio(count_if('is_complaint'), 'count(is_complaint)') }} as complaint_share_365d
    from tickets
    group by customer_id
),

ever as (
    select
        customer_id,
        {{ count_if('is_open') }} as open_ticket_count
    from all_tickets
    group by customer_id
)

select
    ever.customer_id,
    {{ part_date() }} as as_of_date,
    coalesce(recent.ticket_count_90d, 0) as ticket_count_90d,
    coalesce(recent.ticket_count_365d, 0) as ticket_count_365d,
    ever.open_ticket_count,
    recent.median_hours_to_close_365d,
    recent.mean_ticket_satisfaction_365d,
    cast(recent.last_ticket_satisfaction_365d as double) as last_ticket_satisfaction_365d,
    recent.complaint_share_365d,
    categories.category as top_ticket_category_365d
from ever
left join recent on ever.customer_id = recent.customer_id
left join categories on ever.customer_id = categories.customer_id and categories.category_rank = 1
