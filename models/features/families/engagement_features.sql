{%- set families = {
    'web': ['decayed_visit_count', 'web_sessions'],
    'email': ['decayed_email_click_count', 'email_events'],
    'campaign': ['decayed_campaign_response_count', 'campaign_responses'],
    'review': ['decayed_review_count', 'reviews'],
    'usage': ['decayed_use_count', 'product_usage'],
} %}
{{ built_if_given(families.values() | map('last') | list) }}
-- depends_on: {{ ref('observation_dates') }}
with parts as (
    {%- for family, (part, input) in families.items() if not execute or input_mapping(input) is not none %}
    select
        customer_id,
        '{{ part }}' as part,
        {{ part }} as amount
    from {{ ref(family ~ '_features') }}
    where as_of_date = {{ part_date() }}
    {{ 'union all' if not loop.last }}
    {%- else %}
    select
        cast(null as {{ dbt.type_string() }}) as customer_id,
        cast(null as {{ dbt.type_string() }}) as part,
        cast(0 as decimal(18, 6)) as amount
    where 1 = 0
    {%- endfor %}
)

select
    parts.customer_id,
    {{ part_date() }} as as_of_date,
    cast(sum(parts.amount * weights.weight) as decimal(18, 6)) as engagement_score
from parts
inner join {{ ref('engagement_weights') }} as weights on parts.part = weights.part
group by parts.customer_id
