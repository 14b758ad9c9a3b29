select
    customer_id,
    coalesce(campaign_type, 'unknown') as campaign_type,
    coalesce(channel_type, 'unknown') as channel_type,
    count(*) as contact_count_365d,
    {{ count_if('is_answered') }} as answered_contact_count_365d,
    {{ ratio(count_if('is_answered'), 'count(*)') }} as response_share_365d
from ({{ answered_contacts('(select as_of.as_of_date from ' ~ ref('as_of') ~ ' as as_of)') }}) as contacts
group by customer_id, coalesce(campaign_type, 'unknown'), coalesce(channel_type, 'unknown')
