{{ built_if_given(['product_usage']) }}
-- depends_on: {{ ref('observation_dates') }}
{%- set wanted = [] %}
{%- for name in features_to_adopt() %}{% do wanted.append(text_literal(name)) %}{% endfor %}
with uses as (
    {{ events_until_part_date('usage_days', 'used_on') }}
),

by_feature as (
    select
        customer_id,
        feature_name,
        {{ count_if('days_ago < 90') }} > 0 as is_used_90d
    from uses
    group by customer_id, feature_name
),

breadth as (
    select
        customer_id,
        {{ count_if('is_used_90d') }} as used_feature_count_90d,
        {{ count_if('feature_name in (' ~ wanted | join(', ') ~ ')') if wanted else 'cast(null as bigint)' }}
            as adopted_count
    from by_feature
    group by customer_id
),

by_day as (
    select
        customer_id,
        days_ago,
        sum(use_count) as use_count,
        sum(amount) as amount
    from uses
    group by customer_id, days_ago
),

totals as (
    select
        customer_id,
        min(days_ago) as days_since_last_use,
        max(days_ago) as days_since_first_use,
        {{ count_if('days_ago < 90') }} as usage_day_count_90d,
        {{ count_if('days_ago < 365') }} as usage_day_count_365d,
        {{ count_if('days_ago >= 90 and days_ago < 180') }} as usage_day_count_before_90d,
        {{ sum_if('days_ago < 90', 'use_count') }} as use_count_90d,
        sum(case when days_ago < 90 then amount end) as usage_amount_90d,
        cast(sum(use_count * {{ decay_weight('days_ago', 'usage') }}) as decimal(18, 6)) as decayed_use_count
    from by_day
    group by customer_id
)

select
    totals.customer_id,
    {{ part_date() }} as as_of_date,
    totals.usage_day_count_90d,
    totals.usage_day_count_365d,
    cast(totals.use_count_90d as bigint) as use_count_90d,
    cast(totals.usage_amount_90d as decimal(18, 4)) as usage_amount_90d,
    breadth.used_feature_count_90d,
    {{ ratio('totals.use_count_90d', 'totals.usage_day_count_90d') }} as uses_per_usage_day_90d,
    totals.days_since_last_use,
    totals.decayed_use_count,
    -- One day would be a rise and then a fall, and so would be the first of a new customer.
    case
        when totals.days_since_first_use >= 180 and totals.usage_day_count_90d + totals.usage_day_count_before_90d >= 2
            then {{ relative_change('totals.usage_day_count_90d', 'totals.usage_day_count_before_90d') }}
    end as usage_trend_90d,
    {{ ratio('breadth.adopted_count', wanted | length) }} as adopted_feature_share
from totals
inner join breadth on totals.customer_id = breadth.customer_id
