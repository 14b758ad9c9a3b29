{%- set events = {
    'visits': ['visit_days', 'visited_on', 'visit_count', none, 'web_sessions'],
    'clicks': ['email_days', 'happened_on', 'case when is_clicked then 1 end', none, 'email_events'],
    'contacts': ['campaign_contact_days', 'contacted_on', '1', none, 'campaign_contacts'],
    'responses': ['campaign_response_days', 'responded_on', '1', none, 'campaign_responses'],
    'tickets': ['tickets', 'opened_on', '1', 'satisfaction_score', 'support_tickets'],
    'complaints': ['tickets', 'opened_on', 'case when is_complaint then 1 end', none, 'support_tickets'],
    'reviews': ['ratings', 'reviewed_on', '1', 'rating', 'reviews'],
    'uses': ['usage_days', 'used_on', 'use_count', none, 'product_usage'],
} %}
{%- set mapped = mapped_columns() %}
with orders as (
    select
        orders.customer_id,
        orders.ordered_on,
        coalesce(channels.meaning, 'other') as channel
    from {{ ref('orders') }} as orders
    left join {{ words_of('order_channel') }} as channels on lower(trim(orders.channel)) = channels.word
    where orders.is_purchase
        and {{ 'orders.channel is not null' if 'channel' in mapped.order_lines else '1 = 0' }}
),

events as (
    select
        customer_id,
        ordered_on as happened_on,
        'orders' as measure,
        channel,
        1 as event_count,
        cast(null as double) as score
    from orders
    {%- for measure, (model_name, day, number, score, input) in events.items() if not execute or input in mapped %}
    union all
    select
        customer_id,
        {{ day }} as happened_on,
        '{{ measure }}' as measure,
        '' as channel,
        {{ number }} as event_count,
        cast({{ score or 'null' }} as double) as score
    from {{ ref(model_name) }}
    where ({{ number }}) is not null
    {%- endfor %}
)

select
    {{ month_of('happened_on') }} as month,
    measure,
    channel,
    cast(sum(event_count) as bigint) as event_count,
    count(distinct customer_id) as customer_count,
    {{ ratio('sum(cast(score as decimal(18, 4)))', 'count(score)') }} as mean_score
from events
group by {{ month_of('happened_on') }}, measure, channel
