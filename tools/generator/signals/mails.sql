-- A newsletter goes out on Tuesdays at ten, to whoever has signed up and not unsubscribed.
create table mailings as
select
    range as mailing_number,
    days_after(
        date '{first_day}',
        whole((range + 0.5) / {mailings} * {day_count}) + (9 - extract(isodow from days_after(
            date '{first_day}', whole((range + 0.5) / {mailings} * {day_count})
        ))) % 7
    ) as mailed_on
from range({mailings} + {mailings} * {days_beyond} // {day_count});

create table mails as
with sent as (
    select
        mailings.mailing_number,
        mailings.mailed_on,
        engaged.*,
        chance_of(engaged.chance, 3000000 + mailings.mailing_number) as mail_chance
    from engaged
    inner join mailings on mailings.mailed_on > engaged.joined_on
    where engaged.is_subscribed
),

read as (
    select
        *,
        uniform(mail_chance, 'bounced') < 0.01 as is_bounced,
        -- Who is gone hardly reads.
        uniform(mail_chance, 'opened')
        < open_share * case when mailed_on > active_until then 0.2 else 1 end as is_opened,
        uniform(mail_chance, 'clicked') < click_share / open_share as has_link_clicked,
        uniform(mail_chance, 'unsubscribed') < unsubscribe_share as has_had_enough,
        -- At the reader's own hour of this day or the next two.
        days_after(mailed_on, case when own_hour > 10 then 0 else 1 end + whole(2 * power(uniform(mail_chance, 'read on'), 2)))
            as read_on,
        own_hour * 3600 + whole(3600 * uniform(mail_chance, 'read at')) as read_second
    from sent
),

first_enough as (
    select
        customer_number,
        min(mailing_number) as last_mailing_number
    from read
    where has_had_enough and is_opened and not is_bounced
    group by customer_number
)

select
    read.customer_number,
    read.mailing_number,
    read.mail_chance,
    read.is_bounced,
    read.is_opened and not read.is_bounced as is_opened,
    read.is_opened and read.has_link_clicked and not read.is_bounced as is_clicked,
    coalesce(read.mailing_number = first_enough.last_mailing_number, false) as is_unsubscribed,
    read.has_privacy_proxy and not read.is_bounced as is_opened_by_machine,
    cast(read.mailed_on as timestamp) + to_seconds(36000) as sent_at,
    cast(read.read_on as timestamp) + to_seconds(read.read_second) as read_at
from read
left join first_enough on read.customer_number = first_enough.customer_number
where read.mailing_number <= coalesce(first_enough.last_mailing_number, read.mailing_number);
