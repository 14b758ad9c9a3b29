{% macro score_given(given) %}
{#- One row per segmentation for one customer. `given` is a select of feature and value, both text. The arithmetic is
    that of score_customers, with features in rows instead of columns, because one customer takes only a few hundred
    multiplications. Features that no declared segmentation needs are left out, because planning takes longer than
    running. -#}
with given as (
    {{ given | indent(4) }}
),

numbers as (
    {{ numbers_given() | indent(4) }}
),

{{ active_fits_given() }},

filled as (
    select
        active.fit_id,
        facts.feature,
        facts.feature_position,
        facts.transform,
        numbers.value is null as is_filled,
        numbers.value is null or abs(numbers.value) < 1e100 as is_finite,
        coalesce(numbers.value, facts.fill_value) as value
    from active
    inner join {{ public_ref('feature_preparation') }} as facts on active.fit_id = facts.fit_id
    left join numbers on facts.feature = numbers.feature
),

transformed as (
    {{ transformed_given() | indent(4) }}
),

{{ nearest_given() }},

{{ probabilities_given() }},

reasons as (
    {{ reasons_given() | indent(4) }}
),

unknowns as (
    select
        fit_id,
        min(case when is_finite then 1 else 0 end) = 1 as is_finite,
        {{ dbt.listagg("case when is_filled then feature end", "', '", "order by feature_position") }} as filled_features
    from filled
    group by fit_id
),

judged as (
    select
        active.*,
        unknowns.filled_features,
        case
            when active.fit_id is null then 'no_active_fit'
            when active.is_outside then 'outside_population'
            when not unknowns.is_finite then 'non_finite_feature'
        end as no_segment_reason
    from active
    left join unknowns on active.fit_id = unknowns.fit_id
),

scored as (
    select
        judged.*,
        ranked.own.segment_id as segment_id,
        sqrt(ranked.own.squared_distance) as distance,
        ranked.own.radius as radius,
        ranked.other.segment_id as runner_up_segment_id,
        sqrt(ranked.other.squared_distance) as runner_up_distance,
        case when judged.is_mixture then 1 / probabilities.total end as posterior,
        case
            when judged.is_mixture then (1 - exp((ranked.own.penalty - ranked.other.penalty) / 2)) / probabilities.total
            else {{ margin_of_given() }}
        end as margin,
        probabilities.listed as probabilities,
        reasons.ranked as reasons
    from judged
    left join ranked
        on judged.fit_id = ranked.fit_id
        and judged.no_segment_reason is null
    left join reasons on ranked.fit_id = reasons.fit_id
    left join probabilities on ranked.fit_id = probabilities.fit_id
)

select
    scored.segmentation,
    scored.segment_id,
    names.segment_name,
    scored.distance,
    scored.runner_up_segment_id,
    scored.runner_up_distance,
    scored.posterior,
    scored.margin,
    {{ confidence_band('scored.margin') }} as confidence,
    scored.distance > scored.radius as is_outlier,
    {%- for rank in [1, 2, 3] %}
    {{ element('scored.reasons', rank) }}.feature as deciding_feature_{{ rank }},
    {{ element('scored.reasons', rank) }}.contribution as contribution_{{ rank }},
    {%- endfor %}
    scored.probabilities,
    scored.filled_features,
    scored.no_segment_reason,
    scored.fit_id
from scored
left join {{ public_ref('segments') }} as names
    on scored.segmentation = names.segmentation
    and scored.segment_id = names.segment_id
order by scored.segmentation
{%- endmacro %}

{% macro margin_of_given() -%}
{{ margin_by_score(
    'ranked.own.intercept', 'ranked.other.intercept', 'ranked.own.penalty', 'ranked.other.penalty',
    'sqrt(ranked.own.squared_distance)', 'sqrt(ranked.other.squared_distance)',
) }}
{%- endmacro %}
