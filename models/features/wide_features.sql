-- noqa: disable=LT02
{{ config(materialized='by_part', parts='observation_dates', key='as_of_date', digest='features_digest') }}
-- depends_on: {{ ref('observation_dates') }}

{% set families = [
    'lifecycle', 'spending', 'basket', 'discount', 'return', 'category', 'category_group', 'brand', 'product', 'price',
    'order_gap', 'timing', 'channel',
] %}
{#- Families of inputs that a shop may not have. They are joined where it has. -#}
{% set optional = [
    'return_reason', 'margin', 'web', 'email', 'campaign', 'support', 'review', 'usage', 'engagement', 'area',
] %}
{% set given = features() | selectattr('is_given') | map(attribute='model') | unique | list %}
{% for family in optional if not execute or family ~ '_features' in given %}
{% do families.append(family) %}
{% endfor %}

with customers as (
    select *
    from {{ ref('observed_customers') }}
    where as_of_date = {{ part_date() }}
),
{% for family in families %}
{{ family }}_features as (
    select *
    from {{ ref(family ~ '_features') }}
    where as_of_date = {{ part_date() }}
),
{% endfor %}
demographic_features as (
    select *
    from {{ ref('demographic_features') }}
    where as_of_date = {{ part_date() }}
)

select
    customers.customer_id,
    customers.as_of_date
    {%- for feature in features() if feature.is_given %},
    {%- set column = feature.model ~ '.' ~ feature.name %}
    {%- if feature.encodes %}
    {%- set attribute = feature.model ~ '.' ~ feature.encodes.attribute %}
    cast(
        case
            when {{ attribute }} = {{ text_literal(feature.encodes.value) }} then 1
            when {{ attribute }} is not null then 0
        end as double
    ) as {{ feature.name }}
    {%- elif 'absent' in feature.meta %}
    coalesce({{ column }}, {{ feature.meta.absent }}) as {{ feature.name }}
    {%- else %}
    {{ column }}
    {%- endif %}
    {%- endfor %}
from customers
-- This join comes first: DuckDB may keep the result so far in memory, and this way it streams the customers instead.
left join demographic_features on customers.customer_id = demographic_features.customer_id
{%- for family in families %}
left join {{ family }}_features on customers.customer_id = {{ family }}_features.customer_id
{%- endfor %}
