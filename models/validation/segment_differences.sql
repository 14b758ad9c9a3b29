{% set outcomes = ['net_revenue_next_90d', 'order_count_next_90d', 'is_retained_next_90d'] %}

with pairs as (
    {%- for outcome in outcomes %}
    select
        own.fit_id,
        own.segment_id,
        other.segment_id as other_segment_id,
        '{{ outcome }}' as outcome,
        abs(own.{{ outcome }} - other.{{ outcome }}) as difference,
        sqrt((power(own.{{ outcome }}_stddev, 2) + power(other.{{ outcome }}_stddev, 2)) / 2) as spread,
        sqrt(
            power(own.{{ outcome }}_stddev, 2) / own.customer_count
            + power(other.{{ outcome }}_stddev, 2) / other.customer_count
        ) as standard_error
    from {{ ref('segment_outcomes') }} as own
    inner join {{ ref('segment_outcomes') }} as other
        on own.fit_id = other.fit_id
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

ranked as (
    select
        *,
        row_number() over (
            partition by fit_id, segment_id, other_segment_id
            order by is_different desc, effect desc nulls last, outcome asc
        ) as outcome_rank
    from judged
)

select
    fit_id,
    segment_id,
    other_segment_id,
    outcome as strongest_outcome,
    effect as strongest_difference,
    is_different = 1 as differs
from ranked
where outcome_rank = 1
