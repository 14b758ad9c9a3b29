{% set rules = ['heavy_returns', 'falling_trend', 'many_outliers'] %}

{% for rule in rules %}
select
    segmentation,
    segment_id,
    {{ loop.index }} as warning_rank,
    warning,
    sentence
from {{ ref(rule) }}
{{ 'union all' if not loop.last }}
{% endfor %}
