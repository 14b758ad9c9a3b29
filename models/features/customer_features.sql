{{ config(materialized='by_part', parts='observation_dates', key='as_of_date', digest='features_digest') }}
-- depends_on: {{ ref('observation_dates') }}

{% set families = [
    'lifecycle', 'spending', 'basket', 'discount', 'return', 'category', 'brand', 'product', 'price', 'order_gap',
    'timing', 'channel',
] %}

with customers as (
    select *
    from {{ ref('observed_customers') }}
    where as_of_date = {{ part_date() }}
)

select
    customers.customer_id,
    customers.as_of_date,
    lifecycle_features.lifecycle_stage,
    spending_features.recency_days,
    spending_features.tenure_days,
    coalesce(spending_features.order_count, 0) as order_count,
    coalesce(spending_features.order_count_30d, 0) as order_count_30d,
    coalesce(spending_features.order_count_90d, 0) as order_count_90d,
    coalesce(spending_features.order_count_365d, 0) as order_count_365d,
    coalesce(spending_features.net_revenue, 0) as net_revenue,
    coalesce(spending_features.net_revenue_30d, 0) as net_revenue_30d,
    coalesce(spending_features.net_revenue_90d, 0) as net_revenue_90d,
    coalesce(spending_features.net_revenue_365d, 0) as net_revenue_365d,
    spending_features.average_order_value,
    spending_features.average_order_value_365d,
    spending_features.revenue_trend_90d,
    spending_features.order_trend_90d,
    basket_features.units_per_order_365d,
    basket_features.products_per_order_365d,
    basket_features.average_unit_price_365d,
    basket_features.largest_order_value_365d,
    basket_features.median_order_value_365d,
    basket_features.order_value_variation_365d,
    discount_features.discount_share_365d,
    discount_features.discounted_line_share_365d,
    discount_features.coupon_share_365d,
    discount_features.coupon_order_share_365d,
    coalesce(discount_features.campaign_response_count_365d, 0) as campaign_response_count_365d,
    coalesce(return_features.orders_with_returns_365d, 0) as orders_with_returns_365d,
    coalesce(return_features.returned_revenue_365d, 0) as returned_revenue_365d,
    return_features.return_rate_365d,
    coalesce(category_features.category_count_365d, 0) as category_count_365d,
    category_features.top_category_365d,
    category_features.top_category_share_365d,
    category_features.category_concentration_365d,
    category_features.category_diversity_365d,
    {%- for group in category_groups() %}
    category_features.{{ group }}_share_365d,
    {%- endfor %}
    coalesce(brand_features.brand_count_365d, 0) as brand_count_365d,
    brand_features.top_brand_share_365d,
    brand_features.brand_concentration_365d,
    discount_features.private_label_share_365d,
    coalesce(product_features.product_count, 0) as product_count,
    coalesce(product_features.new_product_count_90d, 0) as new_product_count_90d,
    product_features.new_product_share_90d,
    product_features.repeat_product_share,
    price_features.price_index_365d,
    coalesce(order_gap_features.order_day_count, 0) as order_day_count,
    order_gap_features.mean_days_between_orders,
    order_gap_features.median_days_between_orders,
    order_gap_features.order_gap_variation,
    order_gap_features.longest_days_between_orders,
    order_gap_features.purchase_cycle_days,
    order_gap_features.days_overdue,
    order_gap_features.cycles_since_last_order,
    timing_features.weekend_order_share_365d,
    timing_features.morning_order_share_365d,
    timing_features.afternoon_order_share_365d,
    timing_features.evening_order_share_365d,
    timing_features.night_order_share_365d,
    timing_features.q1_order_share_365d,
    timing_features.q2_order_share_365d,
    timing_features.q3_order_share_365d,
    timing_features.q4_order_share_365d,
    coalesce(channel_features.store_count_365d, 0) as store_count_365d,
    channel_features.top_store_share_365d,
    channel_features.top_store_365d,
    coalesce(channel_features.channel_count_365d, 0) as channel_count_365d,
    channel_features.top_channel_share_365d,
    channel_features.top_channel_365d,
    stg_customers.age_band,
    stg_customers.gender,
    stg_customers.income_band,
    stg_customers.marital_status,
    stg_customers.home_ownership,
    stg_customers.household_size,
    stg_customers.household_type,
    stg_customers.child_count,
    stg_customers.country,
    stg_customers.region,
    stg_customers.loyalty_status
from customers
-- First: DuckDB may keep what is joined so far in memory, and reads customers past it.
left join {{ ref('stg_customers') }} as stg_customers on customers.customer_id = stg_customers.customer_id
{%- for family in families %}
left join {{ ref(family ~ '_features') }} as {{ family }}_features
    on customers.customer_id = {{ family }}_features.customer_id
    and {{ family }}_features.as_of_date = {{ part_date() }}
{%- endfor %}
