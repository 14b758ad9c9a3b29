{{ built_if_given(['email_events']) }}
-- depends_on: {{ ref('observation_dates') }}
with days as (
    {{ events_until_part_date('email_days', 'happened_on') }}
),

-- An e-mail that was opened or clicked was delivered, whether the tool says so or not, and one that was clicked was
-- opened. It is of the day of its first event.
emails as (
    select
        customer_id,
        email_id,
        max(days_ago) as days_ago,
        max(case when is_clicked then 1 else 0 end) as clicked,
        max(case when is_opened or is_clicked then 1 else 0 end) as opened,
        max(case when is_opened_by_machine then 1 else 0 end) as opened_by_machine,
        max(case when is_bounced then 1 else 0 end) as bounced,
        max(
            case
                when is_delivered or is_opened or is_opened_by_machine or is_clicked or last_unsubscribed_at is not null
                    then 1
                else 0
            end
        ) as received,
        max(case when is_sent then 1 else 0 end) as sent
    from days
    where days_ago < 365
    group by customer_id, email_id
),

delivered as (
    select
        *,
        case when received = 1 or (sent = 1 and bounced = 0) then 1 else 0 end as delivered
    from emails
),

counts as (
    select
        customer_id,
        sum(delivered) as email_count_365d,
        {{ sum_if('days_ago < 90', 'delivered') }} as email_count_90d,
        {{ sum_if('days_ago < 90', 'opened') }} as opened_90d,
        {{ sum_if('days_ago < 90 and opened = 0', 'opened_by_machine') }} as opened_by_machine_90d,
        {{ sum_if('days_ago < 90', 'clicked') }} as clicked_90d,
        sum(clicked) as clicked_365d,
        {{ sum_if('days_ago < 90 and delivered = 0', 'bounced') }} as bounced_90d
    from delivered
    group by customer_id
),

clicks as (
    select
        customer_id,
        extract(hour from first_clicked_at) as hour_of_day,
        {{ iso_weekday('happened_on') }} as weekday
    from days
    where is_clicked and days_ago < 365
),

{%- for name, time in {'hours': 'hour_of_day', 'weekdays': 'weekday'}.items() %}
{{ name }} as (
    select
        customer_id,
        {{ time }},
        sum(click_count) over (partition by customer_id) as click_count,
        row_number() over (partition by customer_id order by click_count desc, {{ time }} asc) as time_rank
    from (
        select
            customer_id,
            {{ time }},
            count(*) as click_count
        from clicks
        group by customer_id, {{ time }}
    ) as counted
),
{% endfor %}
ever as (
    select
        customer_id,
        min(case when is_clicked then days_ago end) as days_since_last_email_click,
        cast(sum(case when is_clicked then {{ decay_weight('days_ago', 'email') }} else 0 end) as decimal(18, 6))
            as decayed_email_click_count,
        case
            when max(last_subscribed_at) >= max(last_unsubscribed_at) then 0
            when max(last_unsubscribed_at) is not null then 1
            else 0
        end as is_unsubscribed
    from days
    group by customer_id
)

select
    ever.customer_id,
    {{ part_date() }} as as_of_date,
    cast(coalesce(counts.email_count_90d, 0) as bigint) as email_count_90d,
    cast(coalesce(counts.email_count_365d, 0) as bigint) as email_count_365d,
    {{ ratio('counts.opened_90d', 'counts.email_count_90d') }} as email_open_share_90d,
    {{ ratio('counts.opened_by_machine_90d', 'counts.email_count_90d') }} as email_machine_open_share_90d,
    {{ ratio('counts.clicked_90d', 'counts.email_count_90d') }} as email_click_share_90d,
    {{ ratio('counts.clicked_90d', 'counts.opened_90d') }} as email_click_to_open_share_90d,
    {{ ratio('counts.bounced_90d', 'counts.bounced_90d + counts.email_count_90d') }} as email_bounce_share_90d,
    cast(coalesce(counts.clicked_365d, 0) as bigint) as clicked_email_count_365d,
    ever.days_since_last_email_click,
    ever.decayed_email_click_count,
    cast(ever.is_unsubscribed as bigint) as is_email_unsubscribed,
    case
        when hours.click_count >= 3
            then concat(lpad(cast(hours.hour_of_day as {{ dbt.type_string() }}), 2, '0'), ':00')
    end as top_email_click_hour_365d,
    case
        when weekdays.click_count >= 3 then {{ weekday_name('weekdays.weekday') }}
    end as top_email_click_weekday_365d
from ever
left join counts on ever.customer_id = counts.customer_id
left join hours on ever.customer_id = hours.customer_id and hours.time_rank = 1
left join weekdays on ever.customer_id = weekdays.customer_id and weekdays.time_rank = 1
