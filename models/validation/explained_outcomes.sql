-- noqa: disable=LT02
{% set outcomes = ['net_revenue_next_90d', 'order_count_next_90d', 'is_retained_next_90d'] %}
{% set descriptions = {
    'segment': 'tested.segment_id',
    'RFM class': 'rfm.rfm_class',
    'recent revenue': 'cast(floor(10 * (rank() over (partition by tested.fit_id order by features.net_revenue_90d) - 1)'
    ~ ' / count(*) over (partition by tested.fit_id)) as bigint)',
    'lifecycle stage': 'features.lifecycle_stage',
    'age band': 'features.age_band',
    'income band': 'features.income_band',
    'region': 'features.region',
    'loyalty status': 'features.loyalty_status'
} %}

with customers as (
    select
        tested.fit_id,
        tested.segmentation,
        tested.as_of_date,
        {%- for outcome in outcomes %}
        tested.{{ outcome }},
        {%- endfor %}
        {%- for column in descriptions.values() %}
        cast({{ column }} as {{ dbt.type_string() }}) as group_{{ loop.index }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('validation_outcomes') }} as tested
    inner join {{ ref('validation_features') }} as features
        on tested.customer_id = features.customer_id
        and tested.as_of_date = features.as_of_date
    left join {{ ref('customer_rfm') }} as rfm
        on tested.customer_id = rfm.customer_id
        and tested.as_of_date = rfm.as_of_date
),

groups as (
    {%- for described_by in descriptions %}
    {%- set described = 'group_' ~ loop.index %}
    select
        fit_id,
        segmentation,
        as_of_date,
        '{{ described_by }}' as described_by,
        {{ described }} as described_as,
        {%- for outcome in outcomes %}
        cast(sum({{ outcome }}) as double) as {{ outcome }}_total,
        cast({{ total_of_squares(outcome) | indent(8) }} as double) as {{ outcome }}_squares,
        {%- endfor %}
        cast(count(*) as double) as customer_count
    from customers
    where {{ described }} is not null
    group by fit_id, segmentation, as_of_date, {{ described }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

{% for outcome in outcomes -%}
{{ outcome }} as (
    select
        fit_id,
        segmentation,
        as_of_date,
        described_by,
        '{{ outcome }}' as outcome,
        count(*) as group_count,
        sum(customer_count) as customer_count,
        {{ ordered_sum('power(' ~ outcome ~ '_total, 2) / customer_count', ['described_as']) | indent(8) }}
            as between_groups,
        {{ ordered_sum(outcome ~ '_squares', ['described_as']) | indent(8) }} as squares,
        power({{ ordered_sum(outcome ~ '_total', ['described_as']) | indent(8) }}, 2) / sum(customer_count) as mean_part
    from groups
    group by fit_id, segmentation, as_of_date, described_by
),

{% endfor -%}
sums as (
    {%- for outcome in outcomes %}
    select * from {{ outcome }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

-- Epsilon squared: the share of the variance between groups, less what as many groups made by chance would have.
select
    fit_id,
    segmentation,
    as_of_date,
    described_by,
    outcome,
    cast(group_count as bigint) as group_count,
    cast(customer_count as bigint) as customer_count,
    -- Rounding leaves a little variance where all customers did the same.
    case
        when customer_count > group_count and squares - mean_part > 1e-9 * squares
            then greatest(
                0,
                {{ ratio(
                    '(between_groups - mean_part - (group_count - 1) * (squares - between_groups)'
                    ~ ' / (customer_count - group_count))',
                    '(squares - mean_part)'
                ) | indent(16) }}
            )
    end as explained_share
from sums
