{% macro prepared_ctes(spec, shape, relations) -%}
{#- The CTEs that scoring begins with. `centers` has one row per fit and center. `prepared` has one row per customer and
    date, with the fit and the reason for having no segment; f<number> is a feature as it is, v<number> after filling,
    x<number> after the transform. -#}
centers as (
    {{ pivoted_centers(spec, shape, relations.parameters) | indent(4) }}
),

preparation as (
    {{ pivoted_preparation(spec, relations) | indent(4) }}
),

{% if shape.form != 'rows' %}
parameters as (
    {{ (pivoted_lists(spec, shape) if shape.form == 'lists' else pivoted_columns(spec, shape)) | indent(4) }}
),

{% endif %}
-- One row per date, with its fit's numbers or nulls. An inner join refers to this row, while an outer join would copy
-- every number to every customer.
dates as (
    select distinct as_of_date as scored_date
    from {{ relations.features }}
),

fits as (
    select
        dates.scored_date,
        scoring_fits.fit_id,
        {%- if shape.form == 'columns' %}
        parameters.*,
        {%- endif %}
        preparation.*
    from dates
    left join (select * from {{ relations.fits }} where segmentation = '{{ spec.name }}') as scoring_fits
        on dates.scored_date = scoring_fits.as_of_date
    {%- if shape.form == 'columns' %}
    left join parameters on scoring_fits.fit_id = parameters.parameters_fit_id
    {%- endif %}
    left join preparation on scoring_fits.fit_id = preparation.preparation_fit_id
),

{{ prepared_customers(spec, relations.features, shape.is_named) }}
{%- endmacro %}

{% macro pivoted_centers(spec, shape, parameters_relation) %}
{#- One row per fit and center: center c<number> and weights w<number> or w<component>_<number>. A missing weight is
    0. -#}
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

{% macro pivoted_preparation(spec, relations) %}
{#- One row per fit: fill_<number>, is_log_<number> and the knots of features with clip or quantile. -#}
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
from {{ relations.preparation }} as facts
left join {{ relations.knots }} as knots
    on facts.fit_id = knots.fit_id
    and facts.feature = knots.feature
where facts.segmentation = '{{ spec.name }}'
group by facts.fit_id
{%- endmacro %}

{% macro pivoted_columns(spec, shape) %}
{#- One row per fit: the columns of every center, named by its number. A number without a center has nulls. -#}
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
