-- noqa: disable=LT02
-- Ten thousand customers, chosen by hash, tell the share of all within a hundredth.
with sizes as (
    select count(*) as customer_count
    from {{ ref('latest_customer_features') }}
),

sampled as (
    select latest.*
    from {{ ref('latest_customer_features') }} as latest
    cross join sizes
    where {{ hash_share('latest.customer_id') }} * sizes.customer_count < 10000
),

assigned as (
    select *
    from {{ ref('segment_assignments') }}
    where as_of_date = (select day.as_of_date from {{ ref('monitoring_day') }} as day)
        and raw_segment_id is not null
),

{% for spec in segmentations() %}
leaves_{{ loop.index }} as (
    select
        bounds.leaf_id,
        bounds.segment_id
        {%- for feature in spec.features %},
        max(case when bounds.feature = '{{ feature }}' then bounds.above end) as above_{{ loop.index }},
        max(case when bounds.feature = '{{ feature }}' then bounds.up_to end) as up_to_{{ loop.index }},
        max(case when fills.feature = '{{ feature }}' then fills.fill_value end) as fill_{{ loop.index }}
        {%- endfor %}
    from {{ ref('rule_bounds') }} as bounds
    inner join {{ ref('feature_preparation') }} as fills on bounds.fit_id = fills.fit_id
    where bounds.segmentation = '{{ spec.name }}'
    group by bounds.leaf_id, bounds.segment_id
),

{% endfor -%}
ruled as (
    {%- for spec in segmentations() %}
    select
        '{{ spec.name }}' as segmentation,
        sampled.customer_id,
        leaves.segment_id
    from sampled
    inner join leaves_{{ loop.index }} as leaves
        on true
        {%- for feature in spec.features %}
        {%- set value = 'coalesce(cast(sampled.' ~ feature ~ ' as double), leaves.fill_' ~ loop.index ~ ')' %}
        and (leaves.above_{{ loop.index }} is null or {{ value }} > leaves.above_{{ loop.index }})
        and (leaves.up_to_{{ loop.index }} is null or {{ value }} <= leaves.up_to_{{ loop.index }})
        {%- endfor %}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    ruled.segmentation,
    count(*) as customer_count,
    {{ ratio(count_if('ruled.segment_id = assigned.raw_segment_id'), 'count(*)') }} as rule_agreement
from ruled
inner join assigned
    on ruled.segmentation = assigned.segmentation
    and ruled.customer_id = assigned.customer_id
group by ruled.segmentation
