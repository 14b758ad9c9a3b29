-- Every other month a campaign goes to a third of those who are known, by one channel; some respond within days.
create table contacts as
with campaigns as (
    select
        range as campaign_number,
        days_after(date '{first_day}', 30 + 60 * range) as contacted_on,
        ['mail', 'sms', 'phone', 'mail'][1 + range % 4] as channel,
        ['catalogue', 'coupon', 'loyalty'][1 + range % 3] as campaign_type
    from range({day_count} // 60)
),

reached as (
    select
        campaigns.*,
        engaged.customer_number,
        engaged.active_until,
        engaged.engagement_type,
        chance_of(engaged.chance, 8000000 + campaigns.campaign_number) as contact_chance
    from campaigns
    inner join engaged on engaged.joined_on < campaigns.contacted_on
)

select
    *,
    cast(contacted_on as timestamp) + to_seconds(32400) as contacted_at,
    -- Deal seekers answer to coupons; who is gone does not answer.
    uniform(contact_chance, 'responded') < case
        when contacted_on > active_until then 0.01
        when engagement_type = 'deal_seeker' and campaign_type = 'coupon' then 0.4
        when engagement_type = 'quiet' then 0.03
        else 0.1
    end as is_responded,
    cast(days_after(contacted_on, 1 + whole(9 * uniform(contact_chance, 'responded on'))) as timestamp)
    + to_seconds(36000 + whole(36000 * uniform(contact_chance, 'responded at'))) as responded_at
from reached
where uniform(contact_chance, 'reached') < 0.33;
