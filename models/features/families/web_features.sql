-- noqa: disable=LT02
{{ built_if_given(['web_sessions']) }}
-- depends_on: {{ ref('observation_dates') }}
with visits as (
    {{ events_until_part_date('visit_days', happened_on='visited_on') }}
),

purchase_days as (
    select distinct
        customer_id,
        ordered_on
    from ({{ events_until_part_date('orders', window_days=90) }}) as events
    where is_purchase
),

last_orders as (
    select
        customer_id,
        recency_days,
        order_count_365d
    from {{ ref('spending_features') }}
    where as_of_date = {{ part_date() }}
),

totals as (
    select
        visits.customer_id,
        min(visits.days_ago) as days_since_last_visit,
        max(visits.days_ago) as days_since_first_visit,
        {%- for days in [90, 365] %}
        {{ sum_if('visits.days_ago < ' ~ days, 'visits.visit_count') }} as visit_count_{{ days }}d,
        {%- endfor %}
        cast(sum(visits.visit_count * {{ decay_weight('visits.days_ago', 'web') }}) as decimal(18, 6))
            as decayed_visit_count,
        max(last_orders.order_count_365d) as order_count_365d,
        {{ sum_if('visits.days_ago >= 90 and visits.days_ago < 180', 'visits.visit_count') }} as visit_count_before_90d,
        {{ sum_if(
            'visits.days_ago < 365 and visits.days_ago < coalesce(last_orders.recency_days, 365)', 'visits.visit_count'
        ) }} as visits_since_last_order_365d,
        {{ sum_if('visits.days_ago < 90 and purchase_days.ordered_on is not null', 'visits.visit_count') }}
            as visits_with_order_90d
        {%- for name in [
            'visits_with_pages', 'page_count', 'bounce_count', 'visits_with_product_pages', 'product_page_count',
            'visits_with_seconds', 'seconds', 'visits_with_device', 'mobile_visit_count', 'tablet_visit_count',
            'desktop_visit_count', 'app_visit_count',
            'visits_with_source', 'direct_visit_count', 'search_visit_count', 'paid_visit_count', 'email_visit_count',
            'social_visit_count', 'referral_visit_count',
        ] %},
        {{ sum_if('visits.days_ago < 90', 'visits.' ~ name) }} as {{ name }}_90d
        {%- endfor %}
    from visits
    left join last_orders on visits.customer_id = last_orders.customer_id
    left join purchase_days
        on visits.customer_id = purchase_days.customer_id
        and visits.visited_on = purchase_days.ordered_on
    group by visits.customer_id
)

select
    customer_id,
    {{ part_date() }} as as_of_date,
    cast(visit_count_90d as bigint) as visit_count_90d,
    cast(visit_count_365d as bigint) as visit_count_365d,
    days_since_last_visit,
    decayed_visit_count,
    cast(visits_since_last_order_365d as bigint) as visits_since_last_order_365d,
    {{ ratio('visit_count_365d', 'greatest(coalesce(order_count_365d, 1), 1)') }} as visits_per_order_365d,
    {{ ratio('page_count_90d', 'visits_with_pages_90d') }} as pages_per_visit_90d,
    {{ ratio('product_page_count_90d', 'visits_with_product_pages_90d') }} as product_pages_per_visit_90d,
    {{ ratio('seconds_90d', 'visits_with_seconds_90d * 60') }} as minutes_per_visit_90d,
    {{ ratio('bounce_count_90d', 'visits_with_pages_90d') }} as bounce_share_90d,
    {{ ratio('visits_with_order_90d', 'visit_count_90d') }} as visit_order_share_90d,
    {%- for type in ['mobile', 'tablet', 'desktop', 'app'] %}
    {{ ratio(type ~ '_visit_count_90d', 'visits_with_device_90d') }} as {{ type }}_visit_share_90d,
    {%- endfor %}
    {%- for type in ['direct', 'search', 'paid', 'email', 'social', 'referral'] %}
    {{ ratio(type ~ '_visit_count_90d', 'visits_with_source_90d') }} as {{ type }}_visit_share_90d,
    {%- endfor %}
    -- One visit would be a rise and then a fall, and so would be the first of a new customer.
    case
        when days_since_first_visit >= 180 and visit_count_90d + visit_count_before_90d >= 2
            then {{ relative_change('visit_count_90d', 'visit_count_before_90d') }}
    end as visit_trend_90d
from totals
