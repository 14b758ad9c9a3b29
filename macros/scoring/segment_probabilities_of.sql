{% macro segment_probabilities_of(spec, relations) %}
{#- One row per assigned customer, date and segment of a mixture: the posterior, a softmax of the scores. -#}
{%- set shape = scoring_shape(spec, form='rows') -%}
with {{ prepared_ctes(spec, shape, relations) }},

pairs as (
    select
        prepared.customer_id,
        prepared.as_of_date,
        prepared.fit_id,
        centers.segment_id,
        centers.intercept - ({{ squared_distance(shape, spec.features | length) }}) / 2 as score
    from prepared
    inner join centers on prepared.fit_id = centers.center_fit_id
    where prepared.no_segment_reason is null
),

ranked as (
    select
        *,
        max(score) over (partition by customer_id, as_of_date) as highest_score
    from pairs
)

select
    customer_id,
    '{{ spec.name }}' as segmentation,
    cast(segment_id as bigint) as segment_id,
    exp(score - highest_score)
        / sum(exp(score - highest_score)) over (partition by customer_id, as_of_date order by segment_id rows between unbounded preceding and unbounded following) as probability,
    as_of_date,
    fit_id
from ranked
{%- endmacro %}
