-- noqa: disable=LT02
{{ config(materialized='by_part', parts='performance_dates', key='as_of_date', digest='digest') }}
-- depends_on: {{ ref('performance_dates') }}

{% set spans = {
    'own': 'orders.ordered_on between dates.starts_on and dates.as_of_date',
    'before': 'orders.ordered_on < dates.starts_on',
    'after': 'orders.ordered_on > dates.as_of_date',
} %}
with dates as (
    select *
    from {{ ref('performance_dates') }}
    where as_of_date = {{ part_date() }}
),

spent as (
    select
        orders.customer_id,
        {%- for span, condition in spans.items() %}
        {{ count_if('orders.is_purchase and ' ~ condition) }} as orders_{{ span }},
        {{ sum_if(condition, 'orders.net_amount') }} as revenue_{{ span }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('orders') }} as orders
    cross join dates
    where orders.ordered_on between coalesce(dates.before_starts_on, dates.starts_on)
        and coalesce(dates.after_ends_on, dates.as_of_date)
    group by orders.customer_id
),

-- One row per customer, at the end of the period and at the end of the one before.
assigned as (
    select
        now.segmentation,
        now.raw_segment_id as segment_id,
        before.raw_segment_id as segment_id_before,
        before.customer_id is not null
        and (before.raw_segment_id is null or before.raw_segment_id <> now.raw_segment_id) as has_joined,
        {%- for span in spans %}
        coalesce(spent.orders_{{ span }}, 0) as orders_{{ span }},
        coalesce(spent.revenue_{{ span }}, 0) as revenue_{{ span }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('segment_assignments') }} as now
    cross join dates
    left join {{ ref('segment_assignments') }} as before
        on dates.previous_as_of_date = before.as_of_date
        and now.segmentation = before.segmentation
        and now.customer_id = before.customer_id
    left join spent on now.customer_id = spent.customer_id
    where now.as_of_date = {{ part_date() }}
),

members as (
    select
        segmentation,
        segment_id,
        count(*) as customer_count,
        sum(orders_own) as order_count,
        sum(revenue_own) as net_revenue,
        {%- for span in ['before', 'after'] %}
        sum(case when has_joined then revenue_{{ span }} end) as revenue_{{ span }}_of_joined,
        {%- endfor %}
        {{ count_if('has_joined') }} as joined_count
    from assigned
    where segment_id is not null
    group by segmentation, segment_id
),

-- Who was in the segment when the period began, whether they stayed in it or not.
members_before as (
    select
        segmentation,
        segment_id_before as segment_id,
        count(*) as customer_count,
        {{ count_if('orders_own > 0') }} as ordering_count
    from assigned
    where segment_id_before is not null
    group by segmentation, segment_id_before
)

select
    dates.as_of_date,
    members.segmentation,
    members.segment_id,
    members.customer_count,
    cast(members.order_count as bigint) as order_count,
    members.net_revenue,
    coalesce(members_before.customer_count, 0) as customers_before,
    coalesce(members_before.ordering_count, 0) as ordering_count,
    members.joined_count,
    case when dates.before_starts_on is not null then members.revenue_before_of_joined end as revenue_before_of_joined,
    case when dates.after_ends_on is not null then members.revenue_after_of_joined end as revenue_after_of_joined
from members
cross join dates
left join members_before
    on members.segmentation = members_before.segmentation
    and members.segment_id = members_before.segment_id
