{% set relations = dict(scoring_relations('validation_features'), fits=ref('validation_fits')) %}

with assignments as (
    {%- for spec in segmentations() %}
    select
        customer_id,
        as_of_date,
        segmentation,
        fit_id,
        raw_segment_id as segment_id
    from (
        {{ score_customers(spec, relations) | indent(8) }}
    ) as scored
    where raw_segment_id is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

dates as (
    select distinct as_of_date
    from {{ ref('validation_fits') }}
),

outcomes as (
    select
        orders.customer_id,
        dates.as_of_date,
        {{ count_if('orders.is_purchase') }} as order_count,
        sum(orders.net_amount) as net_revenue
    from {{ ref('orders') }} as orders
    inner join dates
        on orders.ordered_on > dates.as_of_date
        and orders.ordered_on <= {{ dbt.dateadd('day', 90, 'dates.as_of_date') }}
    group by orders.customer_id, dates.as_of_date
)

select
    assignments.customer_id,
    assignments.as_of_date,
    assignments.segmentation,
    assignments.fit_id,
    assignments.segment_id,
    cast(coalesce(outcomes.net_revenue, 0) as decimal(18, 4)) as net_revenue_next_90d,
    coalesce(outcomes.order_count, 0) as order_count_next_90d,
    case when outcomes.order_count > 0 then 1 else 0 end as is_retained_next_90d
from assignments
left join outcomes
    on assignments.customer_id = outcomes.customer_id
    and assignments.as_of_date = outcomes.as_of_date
