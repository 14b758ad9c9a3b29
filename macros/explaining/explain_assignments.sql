{% macro explain_assignments(spec, relations, assignments_relation, catalogue_relation) %}
{#- One row per assigned customer and date of the features: what decided between the segment and the runner-up, and the
    smallest change of one feature that would move the customer.

    A feature's contribution is half the difference between its terms in the two squared distances. If components mix
    features, a feature's term is its share by Euler's theorem, because a square is homogeneous of degree 2. The
    contributions and the difference of the intercepts add up to the difference of the scores.

    A step t of one feature changes a score by -t * pull - t * t * bend / 2. The border between two segments is thus the
    root of a linear equation or, if the bends differ, of a quadratic one. The customer moves to the first segment that
    the step reaches. For segments with several centers there is no such formula. -#}
{%- set shape = scoring_shape(spec, form='rows') -%}
{%- set numbers = range(1, spec.features | length + 1) -%}
{%- set is_other = 'centers.center_id <> own_side.own_center_id'
    if spec.algorithm != 'hierarchical' else 'centers.center_id = own_side.runner_up_center_id' -%}
with {{ prepared_ctes(spec, shape, relations) }},

limits as (
    {{ feature_limits(spec, relations, catalogue_relation) | indent(4) }}
),

assigned as (
    select
        prepared.*,
        limits.*,
        assignments.center_id as assigned_center_id,
        assignments.runner_up_center_id
    from prepared
    inner join {{ assignments_relation }} as assignments
        on prepared.customer_id = assignments.customer_id
        and prepared.as_of_date = assignments.as_of_date
    inner join limits on prepared.fit_id = limits.limits_fit_id
    where assignments.segmentation = '{{ spec.name }}'
        and assignments.center_id is not null
),

own_side as (
    {{ side_of_center('own', 'assigned', 'centers.center_id = assigned.assigned_center_id', shape, numbers) | indent(4) }}
),

-- Pairs with every other center; if segments have several centers, only with the runner-up.
both_sides as (
    {{ side_of_center('other', 'own_side', is_other, shape, numbers) | indent(4) }}
),

pairs as (
    select
        both_sides.*,
        own_intercept - other_intercept + (other_squared_distance - own_squared_distance) / 2 as lead_score,
        other_center_id = runner_up_center_id as is_runner_up,
        {%- for number in numbers %}
        own_pull_{{ number }} - other_pull_{{ number }} as slope_{{ number }},
        (own_bend_{{ number }} - other_bend_{{ number }}) / 2 as curve_{{ number }},
        (other_offset_{{ number }} * other_pull_{{ number }} - own_offset_{{ number }} * own_pull_{{ number }}) / 2
            as contribution_{{ number }}{{ ',' if not loop.last }}
        {%- endfor %}
    from both_sides
),

{{ least_steps(spec, shape, numbers, 'pairs') }},

explained as (
    select
        customer_id,
        as_of_date,
        fit_id,
        {%- for number in numbers %}
        max(case when is_runner_up then contribution_{{ number }} end) as contribution_{{ number }},
        {%- endfor %}
        min(step) as move
    from least_steps
    group by customer_id, as_of_date, fit_id
),

{{ ranked_features(numbers) }}

select
    customer_id,
    as_of_date,
    '{{ spec.name }}' as segmentation,
    {{ deciding_features(spec) }},
    {{ by_number('move.id', quoted_features(spec)) }} as change_feature,
    move.given as change_from,
    {{ by_number('move.id', own_targets(spec)) }} as change_to,
    cast(move.segment_id as bigint) as change_segment_id
from ranked
inner join preparation on ranked.fit_id = preparation.preparation_fit_id
{%- endmacro %}

{% macro own_targets(spec) %}
{%- set targets = [] -%}
{%- for feature in spec.features -%}
    {%- do targets.append(in_own_units('move.target', spec.transforms.get(feature), loop.index)) -%}
{%- endfor -%}
{{ return(targets) }}
{% endmacro %}
