{% set outcomes = ['net_revenue_next_90d', 'order_count_next_90d', 'is_retained_next_90d'] %}

with segments as (
    select
        fit_id,
        segmentation,
        segment_id,
        as_of_date,
        {%- for outcome in outcomes %}
        {{ ratio('sum(' ~ outcome ~ ')', 'count(*)') }} as {{ outcome }},
        coalesce({{ exact_stddev(outcome) | indent(8) }}, 0) as {{ outcome }}_stddev,
        {%- endfor %}
        count(*) as customer_count
    from {{ ref('validation_outcomes') }}
    group by fit_id, segmentation, segment_id, as_of_date
),

-- Every pair of segments, per outcome.
pairs as (
    {%- for outcome in outcomes %}
    select
        own.fit_id,
        own.as_of_date,
        own.segment_id,
        other.segment_id as other_segment_id,
        '{{ outcome }}' as outcome,
        abs(own.{{ outcome }} - other.{{ outcome }}) as difference,
        sqrt((power(own.{{ outcome }}_stddev, 2) + power(other.{{ outcome }}_stddev, 2)) / 2) as spread,
        sqrt(
            power(own.{{ outcome }}_stddev, 2) / own.customer_count
            + power(other.{{ outcome }}_stddev, 2) / other.customer_count
        ) as standard_error
    from segments as own
    inner join segments as other
        on own.fit_id = other.fit_id
        and own.as_of_date = other.as_of_date
        and own.segment_id <> other.segment_id
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- A difference counts if it is large enough to act on and larger than chance explains.
judged as (
    select
        *,
        {{ ratio('difference', 'spread') }} as effect,
        case when difference > 0 and difference >= 0.2 * spread and difference >= 3 * standard_error then 1 else 0 end
            as is_different
    from pairs
),

strongest as (
    select *
    from (
        select
            *,
            max(is_different) over others as differs,
            row_number() over (
                partition by fit_id, as_of_date, segment_id, other_segment_id
                order by is_different desc, effect desc nulls last, outcome asc
            ) as outcome_rank
        from judged
        window others as (partition by fit_id, as_of_date, segment_id, other_segment_id)
    ) as ranked
    where outcome_rank = 1
),

-- Segments that do not differ, also by way of others, are one group.
alike_0 as (
    select
        fit_id,
        as_of_date,
        segment_id,
        segment_id as alike_segment_id
    from segments
    union all
    select
        fit_id,
        as_of_date,
        segment_id,
        other_segment_id as alike_segment_id
    from strongest
    where differs = 0
),

{#- Each step doubles the length of the ways. Five steps reach over 32 segments. #}
{%- for step in range(5) %}
alike_{{ step + 1 }} as (
    select distinct
        first_steps.fit_id,
        first_steps.as_of_date,
        first_steps.segment_id,
        second_steps.alike_segment_id
    from alike_{{ step }} as first_steps
    inner join alike_{{ step }} as second_steps
        on first_steps.fit_id = second_steps.fit_id
        and first_steps.as_of_date = second_steps.as_of_date
        and first_steps.alike_segment_id = second_steps.segment_id
),
{% endfor %}
alike_groups as (
    select
        fit_id,
        as_of_date,
        segment_id,
        min(alike_segment_id) as alike_group
    from alike_5
    group by fit_id, as_of_date, segment_id
),

most_alike as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by fit_id, as_of_date, segment_id
                order by differs asc, effect asc nulls last, other_segment_id asc
            ) as likeness_rank
        from strongest
    ) as ranked
    where likeness_rank = 1
)

select
    segments.fit_id,
    segments.segmentation,
    segments.segment_id,
    segments.as_of_date,
    fits.is_after_fit,
    segments.customer_count,
    segments.net_revenue_next_90d,
    segments.order_count_next_90d,
    segments.is_retained_next_90d as retained_share_next_90d,
    most_alike.differs = 1 as differs,
    most_alike.other_segment_id as most_alike_segment_id,
    most_alike.outcome as strongest_outcome,
    most_alike.effect as strongest_difference,
    alike_groups.alike_group
from segments
inner join alike_groups
    on segments.fit_id = alike_groups.fit_id
    and segments.as_of_date = alike_groups.as_of_date
    and segments.segment_id = alike_groups.segment_id
inner join {{ ref('validation_fits') }} as fits
    on segments.fit_id = fits.fit_id
    and segments.as_of_date = fits.as_of_date
left join most_alike
    on segments.fit_id = most_alike.fit_id
    and segments.as_of_date = most_alike.as_of_date
    and segments.segment_id = most_alike.segment_id
