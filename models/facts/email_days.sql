{{ config(parts='event_months', key='happened_month', digest='email_events_digest') }}
{{ built_if_given(['email_events']) }}
-- depends_on: {{ ref('event_months') }}
with events as (
    select
        events.customer_id,
        -- Without its id an e-mail is told by its campaign, else by its day.
        coalesce(
            events.message_id, events.campaign_id, cast(cast(events.occurred_at as date) as {{ dbt.type_string() }})
        ) as email_id,
        events.occurred_at,
        events.happened_month,
        case
            when types.meaning = 'opened' and events.is_machine_open then 'opened_by_machine'
            else types.meaning
        end as kind
    from {{ ref('stg_email_events') }} as events
    inner join {{ words_of('email_event') }} as types on lower(trim(events.event_type)) = types.word
    where {{ is_part_month('events.happened_month') }}
        and types.meaning <> 'other'
)

select
    customer_id,
    email_id,
    cast(occurred_at as date) as happened_on,
    happened_month,
    {%- for kind in ['sent', 'delivered', 'bounced', 'opened', 'opened_by_machine', 'clicked'] %}
    {{ count_if("kind = '" ~ kind ~ "'") }} > 0 as is_{{ kind }},
    {%- endfor %}
    min(case when kind = 'clicked' then occurred_at end) as first_clicked_at,
    max(case when kind = 'unsubscribed' then occurred_at end) as last_unsubscribed_at,
    max(case when kind = 'subscribed' then occurred_at end) as last_subscribed_at
from events
group by customer_id, email_id, cast(occurred_at as date), happened_month
