select
    concat('campaign-', campaign_number) as campaign_id,
    {customer_id} as customer_id,
    responded_at
from contacts
where is_responded
    and responded_at < days_after(date '{day}', 1)
order by responded_at, customer_number
