{% macro score_customers(spec, relations, form=none, is_named=false) %}
{#- One row per customer and date of the features: the nearest segment, the runner-up, or why there is none. The score
    of a center is intercept - 1/2 * squared distance, over the transformed features. The largest score wins; a tie goes
    to the lower center, as in scikit-learn. Columns `penalty` are -2 * score, which without intercepts is the squared
    distance.

    With `is_named` the features have a column named_segment_id, and the result how far each customer is from that
    segment.

    Column names come from the spec and values from the tables, so compiling reads no data. -#}
{%- set shape = scoring_shape(spec, 'rows' if is_named else form) -%}
{%- do shape.update({'is_named': is_named}) -%}
with {{ prepared_ctes(spec, shape, relations) }},

{% if shape.form == 'lists' %}
{{ scored_by_list(spec, shape) }}
{%- elif shape.form == 'columns' %}
{{ scored_by_column(spec, shape) }}
{%- else %}
{{ scored_by_row(spec, shape) }}
{%- endif %}

select
    customer_id,
    as_of_date,
    '{{ spec.name }}' as segmentation,
    fit_id,
    cast(segment_id as bigint) as raw_segment_id,
    cast(center_id as bigint) as center_id,
    distance,
    cast(runner_up_segment_id as bigint) as runner_up_segment_id,
    cast(runner_up_center_id as bigint) as runner_up_center_id,
    runner_up_distance,
    {%- if shape.has_posteriors %}
    posterior,
    -- 0 is a tie; 1 means that no other segment is possible.
    posterior - posterior * exp((penalty - runner_up_penalty) / 2) as margin,
    {%- else %}
    cast(null as double) as posterior,
    {%- if shape.has_intercepts %}
    -- If intercepts differ, the nearest center need not win, so the margin is 1 minus the odds of the runner-up.
    {{ margin_by_score('intercept', 'runner_up_intercept', 'penalty', 'runner_up_penalty', 'distance', 'runner_up_distance') }} as margin,
    {%- else %}
    -- 0 is a tie; 1 means that the customer lies on the center.
    (runner_up_distance - distance) / nullif(runner_up_distance, 0) as margin,
    {%- endif %}
    {%- endif %}
    {%- if shape.is_named %}
    named_segment_id,
    named_distance,
    {%- if shape.has_posteriors %}
    1 - exp((penalty - named_penalty) / 2) as lead_over_named,
    {%- elif shape.has_intercepts %}
    {{ margin_by_score('intercept', 'named_intercept', 'penalty', 'named_penalty', 'distance', 'named_distance') }} as lead_over_named,
    {%- else %}
    (named_distance - distance) / nullif(named_distance, 0) as lead_over_named,
    {%- endif %}
    {%- endif %}
    distance > radius as is_outlier,
    cast(case when no_segment_reason is null then filled_feature_count else 0 end as bigint) as filled_feature_count,
    no_segment_reason
from scored
{%- endmacro %}
