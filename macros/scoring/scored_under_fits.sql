{% macro scored_under_fits(customers, features_relation=none) %}
{#- One row per customer, date and fit of a relation with these three columns: the nearest segment under that fit, which
    may be any of the registry. Its features are only known from there, so they are rows instead of columns. A fit that
    needs a feature that the project no longer has gives no row. -#}
{%- set keys = ['customer_id', 'as_of_date', 'fit_id'] -%}
with wanted as (
    {{ customers | indent(4) }}
),

needed as (
    select *
    from {{ ref('feature_preparation') }}
    where fit_id in (select wanted.fit_id from wanted)
        and fit_id not in (
            select gone.fit_id
            from {{ ref('feature_preparation') }} as gone
            where gone.feature not in ('{{ feature_columns(numeric_only=true) | join("', '") }}')
        )
),

filled as (
    select
        wanted.customer_id,
        wanted.as_of_date,
        wanted.fit_id,
        needed.feature,
        needed.transform,
        coalesce(
            case needed.feature
                {%- for feature in feature_columns(numeric_only=true) or ['recency_days'] %}
                when '{{ feature }}' then cast(features.{{ feature }} as double)
                {%- endfor %}
            end,
            needed.fill_value
        ) as value
    from wanted
    inner join {{ features_relation or ref('wide_features') }} as features
        on wanted.customer_id = features.customer_id
        and wanted.as_of_date = features.as_of_date
    inner join needed on wanted.fit_id = needed.fit_id
),

transformed as (
    {{ transformed_given(keys, has_knots=true) | indent(4) }}
),

{{ nearest_given(keys) }}

select
    customer_id,
    as_of_date,
    fit_id,
    ranked.own.segment_id as segment_id,
    ranked.other.segment_id as runner_up_segment_id,
    sqrt(ranked.own.squared_distance) as distance,
    sqrt(ranked.other.squared_distance) as runner_up_distance
from ranked
{%- endmacro %}
