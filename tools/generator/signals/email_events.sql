-- A month's events, in the words of one sender. A few are of a kind that nobody knows, or of nobody.
with events as (
    select *, sent_at as occurred_at, 'processed' as event_type, false as is_machine from mails
    union all
    select *, sent_at + to_seconds(5), case when is_bounced then 'bounce' else 'delivered' end, false from mails
    union all
    select *, sent_at + to_seconds(20), 'open', true from mails where is_opened_by_machine
    union all
    select *, read_at, 'open', false from mails where is_opened
    union all
    select *, read_at + to_seconds(30), 'click', false from mails where is_clicked
    union all
    select *, read_at + to_seconds(60), 'unsubscribe', false from mails where is_unsubscribed
)

select
    case when uniform(mail_chance, 'nobody' || event_type) < 0.0005 then null else {customer_id} end as customer_id,
    occurred_at,
    case when uniform(mail_chance, 'odd' || event_type) < 0.0005 then 'forwarded' else event_type end as event_type,
    concat('m', mailing_number, '-', customer_number) as message_id,
    concat('newsletter-', mailing_number) as campaign_id,
    is_machine as is_machine_open
from events
where occurred_at >= date '{month}'
    and occurred_at < date '{next_month}'
    and occurred_at < days_after(date '{day}', 1)
order by occurred_at, message_id, event_type, is_machine
