select
    concat('campaign-', campaign_number) as campaign_id,
    {customer_id} as customer_id,
    contacted_at,
    campaign_type,
    channel
from contacts
where contacted_at < days_after(date '{day}', 1)
order by contacted_at, customer_number
