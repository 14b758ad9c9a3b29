{{ built_if_given(['campaign_contacts'], 'view') }}
select
    contacts.customer_id,
    contacts.campaign_id,
    cast(contacts.contacted_at as date) as contacted_on,
    contacts.campaign_type,
    channels.meaning as channel_type
from {{ ref('stg_campaign_contacts') }} as contacts
left join {{ words_of('contact_channel') }} as channels on lower(trim(contacts.channel)) = channels.word
