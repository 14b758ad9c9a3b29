{% macro explain_moves(spec, relations, moves_relation) %}
{#- One row per customer and date of a move from one segment to another that the day's fit has: the features that decided
    between the two. The contributions are those of explain_assignments, between the nearest center of each segment. -#}
{%- set shape = scoring_shape(spec, form='rows') -%}
{%- set numbers = range(1, spec.features | length + 1) -%}
with {{ prepared_ctes(spec, shape, relations) }},

moved as (
    select
        prepared.*,
        moves.from_segment,
        moves.to_segment
    from prepared
    inner join {{ moves_relation }} as moves
        on prepared.customer_id = moves.customer_id
        and prepared.as_of_date = moves.observed_on
    where moves.classification = '{{ spec.name }}'
        and prepared.no_segment_reason is null
),

own_side as (
    {{ side_of_center('own', 'moved', 'centers.segment_id = cast(moved.to_segment as bigint)', shape, numbers) | indent(4) }}
),

both_sides as (
    {{ side_of_center('other', 'own_side', 'centers.segment_id = cast(own_side.from_segment as bigint)', shape, numbers) | indent(4) }}
),

nearest as (
    select
        *,
        row_number() over (
            partition by customer_id, as_of_date
            order by own_squared_distance, own_center_id, other_squared_distance, other_center_id
        ) as pair_number
    from both_sides
),

explained as (
    select
        customer_id,
        as_of_date,
        {%- for number in numbers %}
        (other_offset_{{ number }} * other_pull_{{ number }} - own_offset_{{ number }} * own_pull_{{ number }}) / 2
            as contribution_{{ number }}{{ ',' if not loop.last }}
        {%- endfor %}
    from nearest
    where pair_number = 1
),

{{ ranked_features(numbers) }}

select
    customer_id,
    as_of_date as observed_on,
    '{{ spec.name }}' as classification,
    {{ deciding_features(spec) }}
from ranked
{%- endmacro %}
