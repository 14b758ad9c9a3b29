{% macro score_customers(spec, features_relation, fits_relation, parameters_relation, preparation_relation) %}
{#- One row per customer and date of the features: the nearest segment, the runner-up and why not.
    distance = sqrt(sum((weight * (x - center)) ** 2)) over the transformed features x.

    Parameters are pivoted to one row per fit and scored wide: names and the largest k come from the
    spec, values from the table, so nothing is read at compile time. Squared distances decide; a slot
    without a segment is null and least() skips it; ties go to the lowest id, as in scikit-learn. -#}
{%- set segments = range(1, spec.segments.max + 1) -%}
{%- set features = spec.features -%}
with parameters as (
    select
        fit_id as parameters_fit_id,
        {%- for segment in segments %}
        {%- for feature in features %}
        max(case when segment_id = {{ segment }} and feature = '{{ feature }}' then center end) as c{{ segment }}_{{ loop.index }},
        max(case when segment_id = {{ segment }} and feature = '{{ feature }}' then weight end) as w{{ segment }}_{{ loop.index }}{{ ',' if not (loop.last and segment == spec.segments.max) }}
        {%- endfor %}
        {%- endfor %}
    from {{ parameters_relation }}
    where segmentation = '{{ spec.name }}'
    group by fit_id
),

preparation as (
    select
        fit_id as preparation_fit_id,
        {%- for feature in features %}
        max(case when feature = '{{ feature }}' then fill_value end) as fill_{{ loop.index }},
        max(case when feature = '{{ feature }}' and transform = 'log1p' then 1 else 0 end) = 1 as is_log_{{ loop.index }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ preparation_relation }}
    where segmentation = '{{ spec.name }}'
    group by fit_id
),

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
        parameters.*,
        preparation.*
    from dates
    left join (select * from {{ fits_relation }} where segmentation = '{{ spec.name }}') as scoring_fits
        on dates.scored_date = scoring_fits.as_of_date
    left join parameters on scoring_fits.fit_id = parameters.parameters_fit_id
    left join preparation on scoring_fits.fit_id = preparation.preparation_fit_id
),

-- abs(x) < 1e100 is false for NaN, infinity and what overflows when squared, so none can be near.
customers as (
    select
        features.customer_id,
        features.as_of_date,
        fits.*,
        {%- for feature in features %}
        cast(features.{{ feature }} as double) as f{{ loop.index }},
        {%- endfor %}
        {%- for feature in features %}
        case when features.{{ feature }} is null then 1 else 0 end{{ ' +' if not loop.last }}
        {%- endfor %} as filled_feature_count,
        case
            when fits.fit_id is null then 'no_active_fit'
            when not coalesce(({{ spec.population }}), false) then 'outside_population'
            {%- for feature in features %}
            when not coalesce(abs(cast(features.{{ feature }} as double)) < 1e100, true) then 'non_finite_feature'
            {%- endfor %}
        end as no_segment_reason
    from {{ features_relation }} as features
    inner join fits on features.as_of_date = fits.scored_date
),

filled as (
    select
        customers.*,
        {%- for feature in features %}
        case when no_segment_reason is null then coalesce(f{{ loop.index }}, fill_{{ loop.index }}) end as v{{ loop.index }}{{ ',' if not loop.last }}
        {%- endfor %}
    from customers
),

prepared as (
    select
        filled.*,
        {%- for feature in features %}
        case when is_log_{{ loop.index }} then sign(v{{ loop.index }}) * ln(1 + abs(v{{ loop.index }})) else v{{ loop.index }} end as x{{ loop.index }}{{ ',' if not loop.last }}
        {%- endfor %}
    from filled
),

squared as (
    select
        customer_id,
        as_of_date,
        fit_id,
        filled_feature_count,
        no_segment_reason,
        {%- for segment in segments %}
        {% for feature in features -%}
        ((x{{ loop.index }} - c{{ segment }}_{{ loop.index }}) * w{{ segment }}_{{ loop.index }}) * ((x{{ loop.index }} - c{{ segment }}_{{ loop.index }}) * w{{ segment }}_{{ loop.index }}){{ ' + ' if not loop.last }}
        {%- endfor %} as d{{ segment }}{{ ',' if not loop.last }}
        {%- endfor %}
    from prepared
),

nearest as (
    select
        squared.*,
        least({% for segment in segments %}d{{ segment }}{{ ', ' if not loop.last }}{% endfor %}) as nearest_squared
    from squared
),

labelled as (
    select
        nearest.*,
        case
        {%- for segment in segments %}
            when d{{ segment }} = nearest_squared then {{ segment }}
        {%- endfor %}
        end as segment_id
    from nearest
),

runners_up as (
    select
        labelled.*,
        least({% for segment in segments %}case when segment_id <> {{ segment }} then d{{ segment }} end{{ ', ' if not loop.last }}{% endfor %})
            as runner_up_squared
    from labelled
)

select
    customer_id,
    as_of_date,
    '{{ spec.name }}' as segmentation,
    fit_id,
    cast(segment_id as bigint) as raw_segment_id,
    sqrt(nearest_squared) as distance,
    cast(case
    {%- for segment in segments %}
        when segment_id <> {{ segment }} and d{{ segment }} = runner_up_squared then {{ segment }}
    {%- endfor %}
    end as bigint) as runner_up_segment_id,
    sqrt(runner_up_squared) as runner_up_distance,
    -- 0 is a tie, 1 a customer that sits on its center.
    1 - sqrt(nearest_squared) / nullif(sqrt(runner_up_squared), 0) as margin,
    cast(case when no_segment_reason is null then filled_feature_count else 0 end as bigint) as filled_feature_count,
    no_segment_reason
from runners_up
{%- endmacro %}
