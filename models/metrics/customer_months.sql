-- A view, so that a build pays nothing for it.
{{ config(materialized='view') }}

with sales as (
    select
        periods.as_of_date,
        orders.customer_id,
        {{ count_if('orders.is_purchase') }} as order_count,
        sum(orders.net_amount) as net_revenue
    from {{ ref('periods') }} as periods
    inner join {{ ref('orders') }} as orders on orders.ordered_on between periods.starts_on and periods.as_of_date
    group by periods.as_of_date, orders.customer_id
),

-- Only the first declared segmentation, as in customer_360: with more of them a customer would count more than once.
described as (
    select
        features.customer_id,
        features.as_of_date,
        features.lifecycle_stage,
        features.lifecycle_stage not in ('prospect', 'dormant') as is_in_base,
        rfm.rfm_class,
        segments.segment_name
    from {{ ref('customer_features') }} as features
    left join {{ ref('customer_rfm') }} as rfm
        on features.customer_id = rfm.customer_id
        and features.as_of_date = rfm.as_of_date
    left join {{ ref('segment_history') }} as segments
        on features.customer_id = segments.customer_id
        and segments.classification = '{{ segmentations()[0].name }}'
        and features.as_of_date >= segments.valid_from
        and features.as_of_date < coalesce(segments.valid_to, cast('9999-12-31' as date))
)

select
    now.customer_id,
    now.as_of_date,
    now.lifecycle_stage,
    before.lifecycle_stage as previous_lifecycle_stage,
    now.rfm_class,
    before.rfm_class as previous_rfm_class,
    now.segment_name,
    before.segment_name as previous_segment_name,
    now.is_in_base,
    -- Null in the first period, which has none before it.
    case when periods.previous_as_of_date is not null then coalesce(before.is_in_base, false) end as was_in_base,
    coalesce(before.lifecycle_stage, 'prospect') <> 'prospect' as had_ordered,
    cast(coalesce(sales.order_count, 0) as bigint) as order_count,
    cast(coalesce(sales.net_revenue, 0) as decimal(38, 4)) as net_revenue
from described as now
inner join {{ ref('periods') }} as periods on now.as_of_date = periods.as_of_date
left join described as before
    on periods.previous_as_of_date = before.as_of_date
    and now.customer_id = before.customer_id
left join sales
    on now.customer_id = sales.customer_id
    and now.as_of_date = sales.as_of_date
