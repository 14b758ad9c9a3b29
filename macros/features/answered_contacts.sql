{% macro answered_contacts(day) %}
{#- Select of the campaign contacts of the 365 days up to a day, with days_ago and is_answered: a response to the campaign
    followed, on the day of the contact or later and not after the day. -#}
select
    contacts.customer_id,
    contacts.campaign_type,
    contacts.channel_type,
    {{ days_between('contacts.contacted_on', day) }} as days_ago,
    coalesce(last_responses.responded_on >= contacts.contacted_on, false) as is_answered
from {{ ref('campaign_contact_days') }} as contacts
left join (
    select
        customer_id,
        campaign_id,
        max(responded_on) as responded_on
    from {{ ref('campaign_response_days') }}
    where responded_on <= {{ day }}
    group by customer_id, campaign_id
) as last_responses
    on contacts.customer_id = last_responses.customer_id
    and contacts.campaign_id = last_responses.campaign_id
where contacts.contacted_on <= {{ day }}
    -- The limit is cast to a date, the type of the column, so DuckDB skips older rows without reading them.
    and contacts.contacted_on > cast({{ dbt.dateadd('day', -365, day) }} as date)
{%- endmacro %}
