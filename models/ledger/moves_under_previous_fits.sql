-- What the fit before says of the day's features, for customers who moved when the fit changed.
{% set movers %}
select
    customer_id,
    observed_on as as_of_date,
    previous_fit_id as fit_id
from {{ ref('new_moves') }}
where fit_id <> previous_fit_id
    and move = 'switched'
    and classification not in ('rfm_class', 'lifecycle_stage')
{% endset %}

select
    customer_id,
    as_of_date,
    fit_id,
    segment_id
from (
    {{ scored_under_fits(movers) | indent(4) }}
) as scored
