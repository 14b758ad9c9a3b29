{{ config(materialized='ephemeral') }}

with months as (
    select
        *,
        {{ days_between('lag(last_ordered_on) over (order by ordered_month)', 'first_ordered_on') }}
            as days_since_month_before,
        lead(ordered_month) over (order by ordered_month) is null as is_last
    from {{ ref('order_line_counts') }}
),

by_month as (
    select
        coalesce(sum(line_count), 0) as line_count,
        {%- for kind in monthly_findings() %}
        coalesce(sum({{ kind }}), 0) as {{ kind }},
        {%- endfor %}
        coalesce(sum(days_with_orders), 0) as days_with_orders,
        coalesce({{ days_between('min(first_ordered_on)', 'max(last_ordered_on)') }}, 0)
            as days_from_first_to_last_order,
        coalesce(max(days_since_month_before) - 1, 0) as longest_pause_days,
        coalesce(max(case when is_last then days_since_month_before - 1 end), 0)
            as days_without_orders_before_the_last_month
    from months
),

orders as (
    select
        order_id,
        store_id,
        -- Fingerprints take a third less CPU than the ids themselves.
        min({{ row_fingerprint('customer_id') }}) <> max({{ row_fingerprint('customer_id') }}) as has_two_customers,
        min(ordered_month) <> max(ordered_month) as has_two_months,
        {{ days_between('cast(min(ordered_at) as date)', 'cast(max(ordered_at) as date)') }} > 7 as has_distant_days
    from {{ ref('stg_order_lines') }}
    where amount >= 0
    group by order_id, store_id
),

by_order as (
    select
        count(*) as order_count,
        {{ count_if('has_two_customers') }} as orders_of_two_customers,
        {{ count_if('has_two_months and not has_distant_days') }} as orders_of_two_months,
        {{ count_if('has_distant_days and not has_two_customers') }} as orders_of_distant_days
    from orders
),

by_refund as (
    select
        count(*) as refund_count,
        {{ count_if('is_rebate') }} as rebates,
        {{ count_if('netted_amount < refunded_amount') }} as refunds_beyond_sales,
        coalesce(sum(refunded_amount - netted_amount), 0) as excess_amount,
        {{ count_if('not has_sale') }} as refunds_of_unknown_orders
    from {{ ref('refunds') }}
),

given_below_zero as (
    select
        count(*) as line_count,
        {{ count_if('rejection_reason is not null') }} as left_out
    from {{ ref('checked_order_lines') }}
    where amount < 0
)

{%- for kind in monthly_findings() if kind != 'unknown_products' or input_mapping('products') %}
select {{ finding(kind, kind, of='line_count') }}
from by_month
union all
{%- endfor %}
{%- for kind in ['days_from_first_to_last_order', 'longest_pause_days', 'days_without_orders_before_the_last_month'] %}
select {{ finding(kind, kind) }}
from by_month
union all
{%- endfor %}
select
    {{ finding(
        'days_without_orders',
        'days_from_first_to_last_order + 1 - days_with_orders',
        of='days_from_first_to_last_order + 1'
    ) }}
from by_month
union all
{%- for kind in ['orders_of_two_customers', 'orders_of_two_months', 'orders_of_distant_days'] %}
select {{ finding(kind, kind, of='order_count') }}
from by_order
union all
{%- endfor %}
{%- for kind in ['rebates', 'refunds_beyond_sales', 'refunds_of_unknown_orders'] %}
select
    {{ finding(
        kind, kind, of='refund_count', revenue='excess_amount' if kind == 'refunds_beyond_sales'
    ) }}
from by_refund
union all
{%- endfor %}
select {{ finding('negative_amounts_left_out', 'left_out', of='line_count') }}
from given_below_zero
