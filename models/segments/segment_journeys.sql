-- noqa: disable=LT02
{% set lifecycle = lifecycle_settings() %}
{% set medians = ['days_to_second_order', 'days_to_second_category', 'days_between_orders'] %}

with visits as (
    select
        customer_id,
        ordered_on,
        gap_days,
        row_number() over (partition by customer_id order by ordered_on) as visit_number
    from {{ ref('order_gaps') }}
    where ordered_on <= (select as_of.as_of_date from {{ ref('as_of') }} as as_of)
),

first_visits as (
    select
        customer_id,
        min(ordered_on) as first_ordered_on,
        max(case when visit_number = 2 then gap_days end) as days_to_second_order,
        max(gap_days) as longest_gap_days
    from visits
    group by customer_id
),

first_categories as (
    select
        customer_id,
        category,
        min(ordered_on) as first_bought_on
    from {{ ref('customer_category_days') }}
    where category is not null
    group by customer_id, category
),

-- A second category on the day of the first is no step.
second_categories as (
    select
        categories.customer_id,
        min(categories.first_bought_on) as second_category_on
    from first_categories as categories
    inner join first_visits as visits on categories.customer_id = visits.customer_id
    where categories.first_bought_on > visits.first_ordered_on
    group by categories.customer_id
),

amounts as (
    select
        orders.customer_id,
        max(
            case when orders.is_purchase and orders.ordered_on = visits.first_ordered_on
                and orders.discount_amount > 0 then 1 else 0 end
        ) as began_at_discount,
        max(case when orders.returned_amount > 0 then 1 else 0 end) as has_returned
    from {{ ref('orders') }} as orders
    inner join first_visits as visits on orders.customer_id = visits.customer_id
    where orders.ordered_on <= (select as_of.as_of_date from {{ ref('as_of') }} as as_of)
    group by orders.customer_id
),

customers as (
    select
        assignments.segmentation,
        assignments.segment_id,
        assignments.customer_id,
        cast(visits.days_to_second_order as double) as days_to_second_order,
        cast({{ days_between('visits.first_ordered_on', 'categories.second_category_on') }} as double)
            as days_to_second_category,
        cast(features.median_days_between_orders as double) as days_between_orders,
        amounts.began_at_discount,
        amounts.has_returned,
        case when visits.longest_gap_days >= {{ lifecycle.dormant_minimum_days }} then 1 else 0 end as has_paused
    from {{ ref('current_segments') }} as assignments
    inner join first_visits as visits on assignments.customer_id = visits.customer_id
    inner join amounts on assignments.customer_id = amounts.customer_id
    inner join {{ ref('latest_customer_features') }} as features on assignments.customer_id = features.customer_id
    left join second_categories as categories on assignments.customer_id = categories.customer_id
    where assignments.segment_id is not null
),

ranked as (
    select
        *
        {%- for measure in medians %},
        row_number() over (
            partition by segmentation, segment_id order by {{ measure }} asc nulls last, customer_id asc
        ) as {{ measure }}_rank,
        count({{ measure }}) over (partition by segmentation, segment_id) as {{ measure }}_count
        {%- endfor %}
    from customers
)

select
    segmentation,
    segment_id,
    count(*) as customer_count,
    {{ ratio('count(days_to_second_order)', 'count(*)') }} as repeat_share,
    {%- for measure in medians %}
    {{ median_of_ranked(measure, measure ~ '_rank', measure ~ '_count') }} as median_{{ measure }},
    {%- endfor %}
    {{ ratio('sum(began_at_discount)', 'count(*)') }} as discounted_first_order_share,
    {{ ratio('sum(has_paused)', 'count(*)') }} as paused_share,
    {{ ratio('sum(has_returned)', 'count(*)') }} as returned_share
from ranked
group by segmentation, segment_id
