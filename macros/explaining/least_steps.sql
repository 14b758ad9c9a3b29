{% macro least_steps(spec, shape, numbers, pairs) -%}
{#- One row per pair of a customer's center and another center: the smallest step of one known feature, in standard
    deviations, that reaches the other segment. Null if no value that the feature can take reaches it. -#}
{%- set is_quadratic = shape.has_intercepts -%}
{%- set sizes = [] -%}
{%- for number in numbers -%}{%- do sizes.append('abs(step_' ~ number ~ ') / scale_' ~ number) -%}{%- endfor -%}
curves as (
    select
        {{ pairs }}.*{{ ',' if is_quadratic }}
        {%- if is_quadratic %}
        {%- for number in numbers %}
        {%- set square = 'slope_' ~ number ~ ' * slope_' ~ number ~ ' + 4 * curve_' ~ number ~ ' * lead_score' %}
        -- The root has the sign of the slope, so that no digits cancel in their sum.
        case when slope_{{ number }} < 0 then -1 else 1 end
        * case when {{ square }} >= 0 then sqrt({{ square }}) end as root_{{ number }}{{ ',' if not loop.last }}
        {%- endfor %}
        {%- endif %}
    from {{ pairs }}
),

roots as (
    select
        curves.*,
        {%- for number in numbers %}
        {%- if is_quadratic %}
        2 * lead_score / nullif(slope_{{ number }} + root_{{ number }}, 0) as near_{{ number }},
        -(slope_{{ number }} + root_{{ number }}) / nullif(2 * curve_{{ number }}, 0) as far_{{ number }}{{ ',' if not loop.last }}
        {%- else %}
        lead_score / nullif(slope_{{ number }}, 0) as near_{{ number }}{{ ',' if not loop.last }}
        {%- endif %}
        {%- endfor %}
    from curves
),

-- This is not a case expression, because DuckDB computes common terms again in each branch.
steps as (
    select
        roots.*,
        {%- for number in numbers %}
        {%- set reached = [] %}
        {%- for way in ['near', 'far'] if way == 'near' or is_quadratic %}
        {%- do reached.append(
            way ~ '_' ~ number ~ ' / nullif(cast(x' ~ number ~ ' + ' ~ way ~ '_' ~ number
            ~ ' between lowest_' ~ number ~ ' and highest_' ~ number ~ ' as integer), 0)'
        ) %}
        {%- endfor %}
        {{ 'coalesce(' ~ reached | join(', ') ~ ')' if is_quadratic else reached[0] }}
        + case when f{{ number }} is not null and has_moves then 0 end as step_{{ number }}{{ ',' if not loop.last }}
        {%- endfor %}
    from roots
),

sized_steps as (
    select
        steps.*,
        {%- for number in numbers %}
        {{ sizes[loop.index0] }} as size_{{ number }},
        {%- endfor %}
        {{ least_of(sizes) }} as least_size
    from steps
),

-- A tie goes to the first feature.
least_steps as (
    select
        sized_steps.*,
        case when least_size is not null then {{ row_of({
            'size': 'least_size',
            'id': of_least_size(numbers, ['']),
            'segment_id': 'other_segment_id',
            'target': of_least_size(numbers, ['x', 'step_']),
            'given': of_least_size(numbers, ['f']),
        }) }} end as step
    from sized_steps
)
{%- endmacro %}

{% macro of_least_size(numbers, terms) -%}
{#- The sum of the columns with these prefixes, for the feature with the smallest step. -#}
case least_size
{%- for number in numbers %} when size_{{ number }} then {% for term in terms %}{{ term }}{{ number }}{{ ' + ' if not loop.last }}{% endfor %}{% endfor %} end
{%- endmacro %}

{% macro feature_limits(spec, relations, catalogue_relation) %}
{#- One row per fit: scale_<number>, the lowest_<number> and highest_<number> that a feature's transformed value can
    have (a share is at most 1, a count at least 0), and whether every segment has one center. -#}
select
    limits.fit_id as limits_fit_id,
    {%- for feature in spec.features %}
    {%- set number = loop.index %}
    {%- for measure in ['scale', 'lowest', 'highest'] %}
    max(case when limits.feature = '{{ feature }}' then limits.{{ measure }} end) as {{ measure }}_{{ number }},
    {%- endfor %}
    {%- endfor %}
    max(counts.center_count) = max(counts.segment_count) as has_moves
from (
    select
        fit_id,
        feature,
        scale,
        {%- for measure, knot in [('lowest', 'greatest(lowest, low_knot)'), ('highest', 'least(highest, high_knot)')] %}
        case transform
            when 'clip' then {{ knot }}
            when 'quantile' then {{ 0 if measure == 'lowest' else 1 }}
            when 'log1p' then sign({{ measure }}) * ln(1 + abs({{ measure }}))
            else {{ measure }}
        end as {{ measure }}{{ ',' if not loop.last }}
        {%- endfor %}
    from (
        select
            facts.fit_id,
            facts.feature,
            facts.transform,
            facts.scale,
            knots.low_knot,
            knots.high_knot,
            cast(
                case
                    when catalogue.unit = '-1 to 1' then -1
                    when catalogue.is_signed then -1e100
                    else 0
                end as double
            ) as lowest,
            cast(case when catalogue.unit in ('share', '0 to 1', '-1 to 1') then 1 else 1e100 end as double) as highest
        from {{ relations.preparation }} as facts
        left join {{ catalogue_relation }} as catalogue on facts.feature = catalogue.feature
        left join (
            select
                fit_id,
                feature,
                min(knot) as low_knot,
                max(knot) as high_knot
            from {{ relations.knots }}
            group by fit_id, feature
        ) as knots
            on facts.fit_id = knots.fit_id
            and facts.feature = knots.feature
        where facts.segmentation = '{{ spec.name }}'
    ) as own_limits
) as limits
inner join (
    select
        center_fit_id,
        count(*) as center_count,
        count(distinct segment_id) as segment_count
    from centers
    group by center_fit_id
) as counts on limits.fit_id = counts.center_fit_id
group by limits.fit_id
{%- endmacro %}
