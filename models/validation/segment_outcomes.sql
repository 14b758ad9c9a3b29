{% set outcomes = ['net_revenue_next_90d', 'order_count_next_90d', 'is_retained_next_90d'] %}

select
    fit_id,
    segmentation,
    segment_id,
    as_of_date,
    {%- for outcome in outcomes %}
    {{ ratio('sum(' ~ outcome ~ ')', 'count(*)') }} as {{ outcome }},
    coalesce({{ exact_stddev(outcome) | indent(4) }}, 0) as {{ outcome }}_stddev,
    {%- endfor %}
    count(*) as customer_count
from {{ ref('validation_outcomes') }}
group by fit_id, segmentation, segment_id, as_of_date
