{% macro scored_by_column(spec, shape) -%}
{#- Puts all centers of a fit into columns beside each customer. Customers are streamed, so a mixture of any number of
    customers needs little memory, which rows do not (docs/benchmarks.md). least() skips numbers without a center. -#}
{%- set centers = range(1, spec.segments.max + 1) -%}
{%- set width = spec.features | length -%}
penalised as (
    select
        prepared.*,
        {%- for center in centers %}
        {{ squared_distance(shape, width, center='k' ~ center ~ '_c', weight='k' ~ center ~ '_w') }}
        {%- if shape.has_intercepts %} - 2 * k{{ center }}_intercept{% endif %} as p{{ center }}{{ ',' if not loop.last }}
        {%- endfor %}
    from prepared
),

nearest as (
    select
        penalised.*,
        least({% for center in centers %}p{{ center }}{{ ', ' if not loop.last }}{% endfor %}) as penalty
    from penalised
),

labelled as (
    select
        nearest.*,
        case
        {%- for center in centers %}
            when p{{ center }} = penalty then {{ center }}
        {%- endfor %}
        end as center_id
    from nearest
),

runners_up as (
    select
        labelled.*,
        least({% for center in centers %}case when center_id <> {{ center }} then p{{ center }} end{{ ', ' if not loop.last }}{% endfor %})
            as runner_up_penalty
    from labelled
),

ranked as (
    select
        runners_up.*,
        case
        {%- for center in centers %}
            when center_id <> {{ center }} and p{{ center }} = runner_up_penalty then {{ center }}
        {%- endfor %}
        end as runner_up_center_id
    from runners_up
),

scored as (
    select
        customer_id,
        as_of_date,
        fit_id,
        center_id,
        runner_up_center_id,
        {%- for name, column in [('segment_id', 'segment_id'), ('radius', 'radius')] %}
        case center_id
        {%- for center in centers %} when {{ center }} then k{{ center }}_{{ column }}{% endfor %} end as {{ name }},
        {%- endfor %}
        case runner_up_center_id
        {%- for center in centers %} when {{ center }} then k{{ center }}_segment_id{% endfor %} end as runner_up_segment_id,
        {%- if shape.has_intercepts %}
        {%- for name in ['', 'runner_up_'] %}
        -- The greatest of null and 0 is 0, and a customer without a segment has no distance.
        case when {{ name }}penalty is not null then sqrt(greatest({{ name }}penalty + 2 * case {{ name }}center_id
        {%- for center in centers %} when {{ center }} then k{{ center }}_intercept{% endfor %} end, 0)) end as {{ name }}distance,
        {%- endfor %}
        {%- else %}
        sqrt(penalty) as distance,
        sqrt(runner_up_penalty) as runner_up_distance,
        {%- endif %}
        {%- if shape.has_posteriors %}
        1 / nullif({% for center in centers %}coalesce(exp((penalty - p{{ center }}) / 2), 0){{ ' + ' if not loop.last }}{% endfor %}, 0) as posterior,
        {%- endif %}
        penalty,
        runner_up_penalty,
        filled_feature_count,
        no_segment_reason
    from ranked
)
{%- endmacro %}
