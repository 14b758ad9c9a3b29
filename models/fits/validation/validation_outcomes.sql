{{ config(
    materialized='incremental', incremental_strategy='delete+insert', unique_key='as_of_date', on_schema_change='fail',
    post_hook="{{ forget_outdated_parts(validated_dates(), 'as_of_date', 'outcomes_from', 'built_from') }}"
) }}

{% set relations = scoring_relations('validation_features') %}
{% do relations.update({
    'features': '(select * from ' ~ relations.features ~ ' where as_of_date in (select as_of_date from dates))',
    'fits': ref('validation_fits'),
}) %}

with dates as (
    {{ parts_to_build(validated_dates(), 'as_of_date', wanted='outcomes_from', kept='built_from') | indent(4) }}
),

assignments as (
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
    -- Not by the segment: Spark writes out all that a segment is computed from, wherever a condition names it.
    where no_segment_reason is null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
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
    case when outcomes.order_count > 0 then 1 else 0 end as is_retained_next_90d,
    dates.built_from
from assignments
inner join dates on assignments.as_of_date = dates.as_of_date
left join outcomes
    on assignments.customer_id = outcomes.customer_id
    and assignments.as_of_date = outcomes.as_of_date
