{% macro nearest_given(keys=['fit_id']) %}
{#- The distance of one customer, or of those whom the keys name, to every center, in rows. `ranked` has the nearest
    segment and the runner-up of each fit; a tie goes to the lower center. -#}
{%- set by = keys | join(', ') -%}
offsets as (
    select
        {%- for key in keys %}
        transformed.{{ key }},
        {%- endfor %}
        parameters.segment_id,
        parameters.center_id,
        parameters.intercept,
        parameters.radius,
        parameters.component,
        parameters.feature,
        parameters.weight * (transformed.x - parameters.center) as weighted_offset
    from {{ public_ref('segment_parameters') }} as parameters
    inner join transformed
        on parameters.fit_id = transformed.fit_id
        and parameters.feature = transformed.feature
),

components as (
    select
        {{ by }},
        segment_id,
        center_id,
        component,
        max(intercept) as intercept,
        max(radius) as radius,
        {{ ordered_sum('weighted_offset', ['feature']) }} as length
    from offsets
    group by {{ by }}, segment_id, center_id, component
),

centers as (
    select
        {{ by }},
        segment_id,
        center_id,
        max(radius) as radius,
        max(intercept) as intercept,
        {{ ordered_sum('length * length', ['component']) }} as squared_distance,
        {{ ordered_sum('length * length', ['component']) }} - 2 * max(intercept) as penalty
    from components
    group by {{ by }}, segment_id, center_id
),

segments as (
    select
        {{ by }},
        segment_id,
        min({{ row_of({'penalty': 'penalty', 'center_id': 'center_id', 'segment_id': 'segment_id',
            'squared_distance': 'squared_distance', 'radius': 'radius', 'intercept': 'intercept'}) }}) as center
    from centers
    group by {{ by }}, segment_id
),

ranked as (
    select
        {{ by }},
        {{ element(two_least('center'), 1) }} as own,
        {{ element(two_least('center'), 2) }} as other
    from segments
    group by {{ by }}
)
{%- endmacro %}
