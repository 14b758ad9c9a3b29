with alike_0 as (
    select
        fit_id,
        segment_id,
        segment_id as alike_segment_id
    from {{ ref('segment_outcomes') }}
    union all
    select
        fit_id,
        segment_id,
        other_segment_id as alike_segment_id
    from {{ ref('segment_differences') }}
    where not differs
),

{#- Each step doubles the length of the ways. Five steps reach over 32 segments. #}
{%- for step in range(5) %}
alike_{{ step + 1 }} as (
    select distinct
        first_steps.fit_id,
        first_steps.segment_id,
        second_steps.alike_segment_id
    from alike_{{ step }} as first_steps
    inner join alike_{{ step }} as second_steps
        on first_steps.fit_id = second_steps.fit_id
        and first_steps.alike_segment_id = second_steps.segment_id
){{ ',' if not loop.last }}
{% endfor %}
select
    fit_id,
    segment_id,
    min(alike_segment_id) as alike_group
from alike_5
group by fit_id, segment_id
