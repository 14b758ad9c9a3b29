{% macro explain_assignments(spec, relations, assignments_relation, catalogue_relation) %}
{#- One row per assigned customer and date of the features: what decided between the segment and the
    runner-up, and the smallest change of one feature that would move the customer.

    A feature's contribution is half the difference of what it adds to the two squared distances; where
    components mix features it is the part that Euler's theorem gives it, as a square is homogeneous of
    degree 2. The contributions and the difference of the intercepts sum to the difference of the scores.

    A step t of one feature changes a score by -t * pull - t * t * bend / 2, so two segments meet where a
    linear or, with unequal bends, a quadratic equation says. The first segment that a customer meets on
    its way is the one it moves to. The outline of a segment with several centers has no such formula. -#}
{%- set shape = dict(scoring_shape(spec), is_wide=false) -%}
{%- set numbers = range(1, spec.features | length + 1) -%}
with {{ prepared_ctes(spec, shape, relations) }},

limits as (
    {{ feature_limits(spec, relations, catalogue_relation) | indent(4) }}
),

assigned as (
    select
        prepared.*,
        limits.*,
        assignments.center_id as own_center_id,
        assignments.runner_up_center_id
    from prepared
    inner join {{ assignments_relation }} as assignments
        on prepared.customer_id = assignments.customer_id
        and prepared.as_of_date = assignments.as_of_date
    inner join limits on prepared.fit_id = limits.limits_fit_id
    where assignments.segmentation = '{{ spec.name }}'
        and assignments.center_id is not null
),

{{ sides(spec, shape, numbers) }},

pairs as (
    select
        own.*,
        other.segment_id as other_segment_id,
        own.intercept - other.intercept + (other.squared_distance - own.squared_distance) / 2 as lead_score,
        own.runner_up_center_id = other.center_id as is_runner_up,
        {%- for number in numbers %}
        own.pull_{{ number }} - other.pull_{{ number }} as slope_{{ number }},
        (own.bend_{{ number }} - other.bend_{{ number }}) / 2 as curve_{{ number }},
        (other.offset_{{ number }} * other.pull_{{ number }} - own.offset_{{ number }} * own.pull_{{ number }}) / 2
            as contribution_{{ number }}{{ ',' if not loop.last }}
        {%- endfor %}
    from sides as own
    inner join sides as other
        on own.customer_id = other.customer_id
        and own.as_of_date = other.as_of_date
    where own.center_id = own.own_center_id
        and other.center_id <> own.own_center_id
),

deciding as (
    select
        customer_id,
        as_of_date,
        {{ sorted_array(array_of(ranked_contributions(numbers))) }} as ranked
    from (
        select
            *,
            {% for number in numbers %}abs(contribution_{{ number }}){{ ' + ' if not loop.last }}{% endfor %} as total
        from pairs
        where is_runner_up
    ) as totals
),

{{ least_moves(spec, shape, numbers) }},

explained as (
    select
        assigned.*,
        deciding.ranked,
        moves.move
    from assigned
    inner join deciding
        on assigned.customer_id = deciding.customer_id
        and assigned.as_of_date = deciding.as_of_date
    left join moves
        on assigned.customer_id = moves.customer_id
        and assigned.as_of_date = moves.as_of_date
)

select
    customer_id,
    as_of_date,
    '{{ spec.name }}' as segmentation,
    {%- for rank in [1, 2, 3] %}
    {{ by_number(element('ranked', rank) ~ '.id', quoted_features(spec)) }} as deciding_feature_{{ rank }},
    {{ element('ranked', rank) }}.contribution as contribution_{{ rank }},
    {%- endfor %}
    {{ by_number('move.id', quoted_features(spec)) }} as change_feature,
    {{ by_number('move.id', given_values(numbers)) }} as change_from,
    {{ by_number('move.id', own_targets(spec)) }} as change_to,
    cast(move.segment_id as bigint) as change_segment_id
from explained
{%- endmacro %}

{% macro sides(spec, shape, numbers) -%}
{#- Every customer with every center that matters: how far, and what a step of each feature does to the
    score. Of a segmentation with many centers per segment only the two nearest matter. -#}
offsets as (
    select
        assigned.*,
        centers.center_id,
        centers.segment_id,
        centers.intercept,
        {%- for number in numbers %}
        x{{ number }} - c{{ number }} as offset_{{ number }},
        {%- endfor %}
        {%- if shape.components == 0 %}
        {%- for number in numbers %}
        w{{ number }} * w{{ number }} as bend_{{ number }},
        {%- endfor %}
        {%- else %}
        {%- for number in numbers %}
        {% for component in range(1, shape.components + 1) %}w{{ component }}_{{ number }} * w{{ component }}_{{ number }}{{ ' + ' if not loop.last }}{% endfor %} as bend_{{ number }},
        {%- endfor %}
        {%- for component in range(1, shape.components + 1) %}
        {%- set outer = loop %}
        {%- for number in numbers %}
        w{{ component }}_{{ number }},
        {%- endfor %}
        {% for number in numbers %}(x{{ number }} - c{{ number }}) * w{{ component }}_{{ number }}{{ ' + ' if not loop.last }}{% endfor %} as y{{ component }},
        {%- endfor %}
        {%- endif %}
        {{ squared_distance(shape, numbers | length) }} as squared_distance
    from assigned
    inner join centers on assigned.fit_id = centers.center_fit_id
    {%- if spec.algorithm == 'hierarchical' %}
    where centers.center_id in (assigned.own_center_id, assigned.runner_up_center_id)
    {%- endif %}
),

sides as (
    select
        offsets.*,
        {%- for number in numbers %}
        {%- if shape.components == 0 %}
        offset_{{ number }} * bend_{{ number }} as pull_{{ number }}{{ ',' if not loop.last }}
        {%- else %}
        {% for component in range(1, shape.components + 1) %}y{{ component }} * w{{ component }}_{{ number }}{{ ' + ' if not loop.last }}{% endfor %} as pull_{{ number }}{{ ',' if not loop.last }}
        {%- endif %}
        {%- endfor %}
    from offsets
)
{%- endmacro %}

{% macro ranked_contributions(numbers) %}
{#- Each feature's share of all contributions, with its sign; larger ones sort first. -#}
{%- set rows = [] -%}
{%- for number in numbers -%}
    {%- do rows.append(row_of({
        'size': '-abs(contribution_' ~ number ~ ')',
        'id': number,
        'contribution': 'contribution_' ~ number ~ ' / nullif(total, 0)',
    })) -%}
{%- endfor -%}
{{ return(rows) }}
{% endmacro %}

{% macro by_number(number, values) -%}
case {{ number }}
    {%- for value in values %}
        when {{ loop.index }} then {{ value }}
    {%- endfor %}
    end
{%- endmacro %}

{% macro quoted_features(spec) %}
{%- set names = [] -%}
{%- for feature in spec.features -%}{%- do names.append("'" ~ feature ~ "'") -%}{%- endfor -%}
{{ return(names) }}
{% endmacro %}

{% macro given_values(numbers) %}
{%- set values = [] -%}
{%- for number in numbers -%}{%- do values.append('f' ~ number) -%}{%- endfor -%}
{{ return(values) }}
{% endmacro %}

{% macro own_targets(spec) %}
{%- set targets = [] -%}
{%- for feature in spec.features -%}
    {%- do targets.append(in_own_units('move.target', spec.transforms.get(feature), loop.index)) -%}
{%- endfor -%}
{{ return(targets) }}
{% endmacro %}
