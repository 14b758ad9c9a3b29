{% macro score_customers(spec, features_relation, fits_relation, parameters_relation, preparation_relation, knots_relation) %}
{#- One row per customer and date of the features: the nearest segment, the runner-up and why not.
    score = intercept - 1/2 * distance squared, over the transformed features; the largest wins, at a tie
    the lowest center, as in scikit-learn. Columns `penalty` are -2 * score: the squared distance, where
    there are no intercepts.

    Names come from the spec, values from the tables, so nothing is read at compile time. -#}
{%- set shape = scoring_shape(spec) -%}
with centers as (
    {{ pivoted_centers(spec, shape, parameters_relation) | indent(4) }}
),

preparation as (
    {{ pivoted_preparation(spec, preparation_relation, knots_relation) | indent(4) }}
),

{% if shape.is_wide %}
parameters as (
    {{ pivoted_fits(spec, shape) | indent(4) }}
),

{% endif %}
-- One row per date, with its fit's numbers or nulls: an inner join with it refers to the row, where an
-- outer join would copy every number to every customer.
dates as (
    select distinct as_of_date as scored_date
    from {{ features_relation }}
),

fits as (
    select
        dates.scored_date,
        scoring_fits.fit_id,
        {%- if shape.is_wide %}
        parameters.*,
        {%- endif %}
        preparation.*
    from dates
    left join (select * from {{ fits_relation }} where segmentation = '{{ spec.name }}') as scoring_fits
        on dates.scored_date = scoring_fits.as_of_date
    {%- if shape.is_wide %}
    left join parameters on scoring_fits.fit_id = parameters.parameters_fit_id
    {%- endif %}
    left join preparation on scoring_fits.fit_id = preparation.preparation_fit_id
),

{{ prepared_customers(spec, features_relation) }},

{% if shape.is_wide %}
{{ scored_wide(spec, shape) }}
{%- else %}
{{ scored_by_center(spec, shape) }}
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
    -- 0 is a tie, 1 a customer that no other segment could have.
    posterior - posterior * exp((penalty - runner_up_penalty) / 2) as margin,
    {%- else %}
    cast(null as double) as posterior,
    -- 0 is a tie, 1 a customer that sits on its center.
    1 - distance / nullif(runner_up_distance, 0) as margin,
    {%- endif %}
    distance > radius as is_outlier,
    cast(case when no_segment_reason is null then filled_feature_count else 0 end as bigint) as filled_feature_count,
    no_segment_reason
from scored
{%- endmacro %}

{% macro pivoted_centers(spec, shape, parameters_relation) %}
{#- One row per fit and center: c<feature>, w<feature> or w<component>_<feature>; no weight is 0. -#}
select
    fit_id as center_fit_id,
    center_id,
    max(segment_id) as segment_id,
    max(intercept) as intercept,
    max(radius) as radius,
    {%- for feature in spec.features %}
    {%- set number = loop.index %}
    coalesce(max(case when feature = '{{ feature }}' then center end), 0) as c{{ number }},
    {%- if shape.components == 0 %}
    coalesce(max(case when feature = '{{ feature }}' then weight end), 0) as w{{ number }}{{ ',' if not loop.last }}
    {%- else %}
    {%- for component in range(1, shape.components + 1) %}
    coalesce(max(case when feature = '{{ feature }}' and component = {{ component }} then weight end), 0) as w{{ component }}_{{ number }}{{ ',' if not loop.last }}
    {%- endfor %}{{ ',' if not loop.last }}
    {%- endif %}
    {%- endfor %}
from {{ parameters_relation }}
where segmentation = '{{ spec.name }}'
group by fit_id, center_id
{%- endmacro %}

{% macro pivoted_preparation(spec, preparation_relation, knots_relation) %}
{#- One row per fit: fill_<feature>, is_log_<feature> and the knots of what is clipped or ranked. -#}
select
    facts.fit_id as preparation_fit_id,
    {%- for feature in spec.features %}
    {%- set number = loop.index %}
    {%- for knot in range(knot_count(spec.transforms.get(feature))) %}
    max(case when facts.feature = '{{ feature }}' and knots.knot_number = {{ knot }} then knots.knot end) as knot_{{ number }}_{{ knot }},
    {%- endfor %}
    max(case when facts.feature = '{{ feature }}' then facts.fill_value end) as fill_{{ number }},
    max(case when facts.feature = '{{ feature }}' and facts.transform = 'log1p' then 1 else 0 end) = 1 as is_log_{{ number }}{{ ',' if not loop.last }}
    {%- endfor %}
from {{ preparation_relation }} as facts
left join {{ knots_relation }} as knots
    on facts.fit_id = knots.fit_id
    and facts.feature = knots.feature
where facts.segmentation = '{{ spec.name }}'
group by facts.fit_id
{%- endmacro %}

{% macro pivoted_fits(spec, shape) %}
{#- One row per fit: the columns of every center, numbered by it. A slot without a center is null. -#}
{%- set columns = ['segment_id', 'radius'] + (['intercept'] if shape.has_intercepts else []) -%}
{%- for feature in range(1, spec.features | length + 1) -%}
    {%- do columns.append('c' ~ feature) -%}
    {%- for component in range(1, shape.components + 1) -%}
        {%- do columns.append('w' ~ component ~ '_' ~ feature) -%}
    {%- else -%}
        {%- do columns.append('w' ~ feature) -%}
    {%- endfor -%}
{%- endfor -%}
select
    center_fit_id as parameters_fit_id,
    {%- for center in range(1, spec.segments.max + 1) %}
    {%- set outer = loop %}
    {%- for column in columns %}
    max(case when center_id = {{ center }} then {{ column }} end) as k{{ center }}_{{ column }}{{ ',' if not (loop.last and outer.last) }}
    {%- endfor %}
    {%- endfor %}
from centers
group by center_fit_id
{%- endmacro %}

{% macro prepared_customers(spec, features_relation) -%}
-- abs(x) < 1e100 is false for NaN, infinity and what overflows when squared, so none can be near.
customers as (
    select
        features.customer_id,
        features.as_of_date,
        fits.*,
        {%- for feature in spec.features %}
        cast(features.{{ feature }} as double) as f{{ loop.index }},
        {%- endfor %}
        {%- for feature in spec.features %}
        case when features.{{ feature }} is null then 1 else 0 end{{ ' +' if not loop.last }}
        {%- endfor %} as filled_feature_count,
        case
            when fits.fit_id is null then 'no_active_fit'
            when not coalesce(({{ spec.population }}), false) then 'outside_population'
            {%- for feature in spec.features %}
            when not coalesce(abs(cast(features.{{ feature }} as double)) < 1e100, true) then 'non_finite_feature'
            {%- endfor %}
        end as no_segment_reason
    from {{ features_relation }} as features
    inner join fits on features.as_of_date = fits.scored_date
),

filled as (
    select
        customers.*,
        {%- for feature in spec.features %}
        case when no_segment_reason is null then coalesce(f{{ loop.index }}, fill_{{ loop.index }}) end as v{{ loop.index }}{{ ',' if not loop.last }}
        {%- endfor %}
    from customers
),

prepared as (
    select
        filled.*,
        {%- for feature in spec.features %}
        {{ prepared_feature('v' ~ loop.index, spec.transforms.get(feature), loop.index) | indent(8) }} as x{{ loop.index }}{{ ',' if not loop.last }}
        {%- endfor %}
    from filled
)
{%- endmacro %}
