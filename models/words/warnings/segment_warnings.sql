{% set rules = [
    'below_gates', 'weak_separation', 'nothing_apart', 'heavy_returns', 'falling_trend', 'many_outliers'
] %}

{% for rule in rules %}
select
    segmentation,
    segment_id,
    {{ loop.index }} as warning_rank,
    warning,
    sentence,
    feature,
    operator,
    value,
    wanted_share,
    measured
from {{ ref(rule) }}
{{ 'union all' if not loop.last }}
{% endfor %}
