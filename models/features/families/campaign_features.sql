-- noqa: disable=LT02
{{ built_if_given(['campaign_contacts', 'campaign_responses']) }}
-- depends_on: {{ ref('observation_dates') }}
with responses as (
    {{ events_until_part_date('campaign_response_days', 'responded_on') }}
),

last_orders as (
    select
        customer_id,
        recency_days
    from {{ ref('spending_features') }}
    where as_of_date = {{ part_date() }}
),

contacts as (
    select
        answered.*,
        coalesce(answered.days_ago < last_orders.recency_days, true) as is_since_last_order
    from ({{ answered_contacts(part_date()) }}) as answered
    left join last_orders on answered.customer_id = last_orders.customer_id
),

contacted as (
    select
        customer_id,
        {{ count_if('days_ago < 90') }} as campaign_contact_count_90d,
        count(*) as campaign_contact_count_365d,
        {{ count_if('is_since_last_order') }} as campaign_contacts_since_last_order_365d,
        {{ ratio(count_if('is_answered'), 'count(*)') }} as campaign_response_share_365d
        {%- for type in ['email', 'sms', 'push', 'mail', 'phone', 'social'] %},
        {%- set is_of_type = "channel_type = '" ~ type ~ "'" %}
        {{ ratio(count_if('is_answered and ' ~ is_of_type), count_if(is_of_type)) }} as {{ type }}_response_share_365d
        {%- endfor %}
    from contacts
    group by customer_id
),

types as (
    select
        customer_id,
        campaign_type,
        row_number() over (partition by customer_id order by answered_count desc, campaign_type asc) as type_rank
    from (
        select
            customer_id,
            campaign_type,
            count(*) as answered_count
        from contacts
        where is_answered and campaign_type is not null
        group by customer_id, campaign_type
    ) as counts
),

responded as (
    select
        customer_id,
        {{ count_if('days_ago < 365') }} as campaign_response_count_365d,
        min(days_ago) as days_since_last_campaign_response,
        cast(sum({{ decay_weight('days_ago', 'campaign') }}) as decimal(18, 6)) as decayed_campaign_response_count
    from responses
    group by customer_id
),

customers as (
    select customer_id from contacted
    union distinct
    select customer_id from responded
)

select
    customers.customer_id,
    {{ part_date() }} as as_of_date,
    coalesce(contacted.campaign_contact_count_90d, 0) as campaign_contact_count_90d,
    coalesce(contacted.campaign_contact_count_365d, 0) as campaign_contact_count_365d,
    coalesce(contacted.campaign_contacts_since_last_order_365d, 0) as campaign_contacts_since_last_order_365d,
    coalesce(responded.campaign_response_count_365d, 0) as campaign_response_count_365d,
    responded.days_since_last_campaign_response,
    coalesce(responded.decayed_campaign_response_count, cast(0 as decimal(18, 6))) as decayed_campaign_response_count,
    contacted.campaign_response_share_365d,
    {%- for type in ['email', 'sms', 'push', 'mail', 'phone', 'social'] %}
    contacted.{{ type }}_response_share_365d,
    {%- endfor %}
    types.campaign_type as top_response_campaign_type_365d
from customers
left join contacted on customers.customer_id = contacted.customer_id
left join responded on customers.customer_id = responded.customer_id
left join types on customers.customer_id = types.customer_id and types.type_rank = 1
