{% macro score_customer(features) %}
{#- Select with one row per segmentation for one customer. The features are a mapping of names to SQL expressions, as in
    score_customer({'recency_days': 3, 'net_revenue_365d': 420.5}). The table function score_customer does the same in
    the warehouse and in the published file. -#}
{%- set known = feature_columns() -%}
{%- set rows = [] -%}
{%- for name, value in features.items() -%}
    {%- if known and name not in known -%}
        {{ exceptions.raise_compiler_error("score_customer: '" ~ name ~ "' is not a feature; the features are " ~ known | join(', ') ~ '.') }}
    {%- endif -%}
    {%- do rows.append("select '" ~ name ~ "' as feature, cast(" ~ value ~ ' as ' ~ dbt.type_string() ~ ') as value') -%}
{%- endfor -%}
{{ score_given(rows | join(' union all ')) }}
{% endmacro %}

{% macro numbers_given() %}
{#- The passed features as numbers. An unknown feature name, or a value that is not a number, stops the query. -#}
{%- set known = "('" ~ feature_columns() | join("', '") ~ "')" -%}
{%- set numeric = "('" ~ feature_columns(numeric_only=true) | join("', '") ~ "')" -%}
{%- set used = [] -%}
{%- for spec in segmentations() -%}{%- do used.extend(spec.features) -%}{%- endfor -%}
{%- set no_feature = "concat('score_customer: ''', feature, ''' is not a feature; the segmentations use " ~ used | unique | sort | join(', ') ~ ".')" -%}
{%- set no_number = "concat('score_customer: ', feature, ' is ''', value, ''', which is not a number; give a number or null.')" -%}
select
    feature,
    {{ try_double('value') }} as value
from given
where
    case
        when feature not in {{ known }} then {{ raise_in_query(no_feature) }}
        when feature in {{ numeric }} and value is not null and {{ try_double('value') }} is null then {{ raise_in_query(no_number) }}
        else feature in {{ numeric }}
    end
{%- endmacro %}

{% macro active_fits_given() -%}
{#- One row per segmentation: its active fit, and whether the customer is known to be outside its population. A feature
    that was left out never puts the customer outside. -#}
{%- set needed = [] -%}
{%- for spec in segmentations() -%}{%- do needed.extend(condition_features(spec.population)) -%}{%- endfor -%}
facts as (
    select
        {%- for feature in needed | unique %}
        {{ given_value(feature) }} as {{ feature }},
        count(case when given.feature = '{{ feature }}' then 1 end) as given_{{ feature }},
        {%- endfor %}
        count(*) as given_count
    from given
    left join numbers on given.feature = numbers.feature
),

populations as (
    {%- for spec in segmentations() %}
    select
        '{{ spec.name }}' as segmentation,
        coalesce(
            not ({{ spec.population }}),
            {% for feature in condition_features(spec.population) %}given_{{ feature }} > 0{{ ' and ' if not loop.last }}{% endfor %}
        ) as is_outside
    from facts
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

active as (
    select
        populations.segmentation,
        populations.is_outside,
        fits.fit_id,
        fits.algorithm = 'gaussian_mixture' as is_mixture,
        fits.algorithm in ('gaussian_mixture', 'custom') as has_likelihoods
    from populations
    left join {{ public_ref('segmentation_fits') }} as fits
        on populations.segmentation = fits.segmentation
        and fits.is_active
)
{%- endmacro %}

{% macro given_value(feature) -%}
{#- The passed value of a feature, as a number if the feature is numeric. -#}
{%- set is_text = feature in feature_columns() and feature not in feature_columns(numeric_only=true) -%}
max(case when given.feature = '{{ feature }}' then {{ 'given' if is_text else 'numbers' }}.value end)
{%- endmacro %}

{% macro condition_features(condition) %}
{#- The features that a checked condition names. -#}
{%- set words = ['and', 'or', 'not', 'in', 'between', 'is', 'null', 'true', 'false'] -%}
{%- set bare = modules.re.sub("'(?:[^']|'')*'", '', condition) -%}
{{ return(modules.re.findall('[a-z_][a-z0-9_]*', bare) | reject('in', words) | unique | list) }}
{% endmacro %}

{% macro public_ref(model) %}
{#- A model by schema and name only, which are the same in the published file. -#}
{{ return(ref(model).include(database=false)) }}
{% endmacro %}
