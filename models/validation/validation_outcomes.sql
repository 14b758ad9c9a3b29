{{ config(materialized='by_part', parts='validation_dates', key='as_of_date', digest='digest') }}
-- depends_on: {{ ref('validation_dates') }}
{% set relations = scoring_relations('validation_features') %}
{% do relations.update({
    'features': '(select * from ' ~ relations.features ~ ' where as_of_date = ' ~ part_date() ~ ')',
    'fits': ref('validation_fits'),
}) %}

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
    -- Filters by the reason and not by the segment: Spark repeats the whole computation of a column in each condition
    -- on it.
    where no_segment_reason is null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

outcomes as (
    select
        customer_id,
        {{ count_if('is_purchase') }} as order_count,
        sum(net_amount) as net_revenue
    from {{ ref('orders') }}
    where ordered_on > {{ part_date() }}
        and ordered_on <= cast({{ dbt.dateadd('day', 90, part_date()) }} as date)
    group by customer_id
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
left join outcomes on assignments.customer_id = outcomes.customer_id
