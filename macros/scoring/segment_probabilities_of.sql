{% macro segment_probabilities_of(spec, relations) %}
{#- One row per assigned customer, date and segment: the customer's degree of membership. The scores of mixtures and of
    custom parameters are log-likelihoods, so their softmax is the posterior. Distances are not likelihoods, so they
    give the membership of fuzzy c-means with fuzzifier 2 (Bezdek 1981), which is proportional to 1 / squared
    distance. -#}
{%- set shape = scoring_shape(spec, form='rows') -%}
{%- set whole = 'partition by customer_id, as_of_date' -%}
with {{ prepared_ctes(spec, shape, relations) }},

pairs as (
    select
        prepared.customer_id,
        prepared.as_of_date,
        prepared.fit_id,
        centers.segment_id,
        {{ squared_distance(shape, spec.features | length) }}
        {%- if shape.has_intercepts %} - 2 * centers.intercept{% endif %} as penalty
    from prepared
    inner join centers on prepared.fit_id = centers.center_fit_id
    where prepared.no_segment_reason is null
),

{% if not shape.is_single %}
by_segment as (
    select
        customer_id,
        as_of_date,
        fit_id,
        segment_id,
        min(penalty) as penalty
    from pairs
    group by customer_id, as_of_date, fit_id, segment_id
),

{% endif %}
ranked as (
    select
        *,
        min(penalty) over ({{ whole }}) as lowest_penalty
    from {{ 'pairs' if shape.is_single else 'by_segment' }}
),

weighed as (
    select
        *,
        {{ belonging('penalty', 'lowest_penalty', shape.has_intercepts) }} as belonging
    from ranked
)

select
    customer_id,
    '{{ spec.name }}' as segmentation,
    cast(segment_id as bigint) as segment_id,
    belonging / sum(belonging) over ({{ whole }} order by segment_id rows between unbounded preceding and unbounded following)
        as probability,
    {{ shape.has_intercepts | lower }} as is_posterior,
    as_of_date,
    fit_id
from weighed
{%- endmacro %}

{% macro belonging(penalty, lowest_penalty, is_likelihood) -%}
{#- Degree of membership, relative to 1 for the nearest segment: a likelihood, or the inverse of a squared distance. -#}
{%- if is_likelihood -%}
exp(({{ lowest_penalty }} - {{ penalty }}) / 2)
{%- else -%}
case when {{ penalty }} = {{ lowest_penalty }} then 1 else {{ lowest_penalty }} / {{ penalty }} end
{%- endif -%}
{%- endmacro %}
