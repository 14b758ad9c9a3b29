-- noqa: disable=LT02
{{ config(materialized='ephemeral') }}

{#- The optional columns that features are made of. -#}
{%- set optional = {
    'order_lines': [
        'product_id', 'quantity', 'discount_amount', 'coupon_amount', 'store_id', 'channel', 'device', 'return_reason',
        'unit_cost',
    ],
    'products': ['category', 'subcategory', 'brand', 'brand_type'],
    'customers': [
        'age_band', 'gender', 'income_band', 'marital_status', 'home_ownership', 'household_size', 'household_type',
        'child_count', 'loyalty_status',
    ],
    'web_sessions': ['ended_at', 'page_count', 'product_page_count', 'traffic_source', 'device'],
    'email_events': ['message_id', 'is_machine_open'],
    'support_tickets': ['closed_at', 'category', 'satisfaction_score'],
    'reviews': ['rating'],
    'campaign_contacts': ['campaign_type', 'channel'],
    'product_usage': ['amount'],
} %}
{%- set mapped = [] %}
{%- for input, columns in optional.items() if input_mapping(input) %}
{%- for column in columns if column in input_mapping(input)['columns'] %}
{%- do mapped.append([input, column]) %}
{%- endfor %}
{%- endfor %}

with
{%- for input in mapped | map('first') | unique %}
{{ input }} as (
    select
        count(*) as row_count,
        {%- for _, column in mapped if _ == input %}
        {%- set is_number = input_contract()[input]['columns'][column] in ['money', 'quantity'] %}
        {{ count_if(column ~ ' <> 0' if is_number else column ~ ' is not null') }} as {{ column }}_count
        {{- ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('stg_' ~ input) }}
),
{% endfor %}
nothing as (
    select cast(0 as bigint) as row_count
)

{%- for input, column in {'support_tickets': 'satisfaction_score', 'reviews': 'rating'}.items()
    if [input, column] in mapped %}
select
    {{ finding(
        'off_the_scale', count_if(column ~ ' < 1 or ' ~ column ~ ' > 5'), of='count(' ~ column ~ ')', input=input,
        subject=column
    ) }}
from {{ ref('stg_' ~ input) }}
union all
{%- endfor %}

{%- for input, column in mapped %}
select
    {{ finding(
        'empty_column', 'case when ' ~ column ~ '_count = 0 then row_count else 0 end',
        of='row_count', input=input, subject=column
    ) }}
from {{ input }}
union all
{%- endfor %}
select {{ finding('empty_column', 'row_count') }}
from nothing
where row_count > 0
