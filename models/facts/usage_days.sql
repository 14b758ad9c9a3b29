{{ config(parts='event_months', key='happened_month', digest='product_usage_digest') }}
{{ built_if_given(['product_usage']) }}
-- depends_on: {{ ref('event_months') }}
select
    customer_id,
    feature_name,
    cast(used_at as date) as used_on,
    happened_month,
    count(*) as use_count,
    cast(sum(amount) as decimal(18, 4)) as amount
from {{ ref('stg_product_usage') }}
where {{ is_part_month('happened_month') }}
group by customer_id, feature_name, cast(used_at as date), happened_month
