-- With b bins there are b x b x b triples; within a lifecycle each belongs to exactly one class.
{% set bins = range(1, rfm_settings().bins + 1) %}
with scores as (
    {%- for score in bins %}
    select {{ score }} as score
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

lifecycles as (
    {%- for lifecycle in ['new', 'staying', 'at risk', 'dormant'] %}
    select '{{ lifecycle }}' as lifecycle
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    lifecycles.lifecycle,
    r.score as r_score,
    f.score as f_score,
    m.score as m_score,
    count(classes.rfm_class) as class_count
from lifecycles
cross join scores as r
cross join scores as f
cross join scores as m
left join {{ ref('rfm_classes') }} as classes
    on lifecycles.lifecycle = classes.lifecycle
    and r.score between classes.r_min and classes.r_max
    and f.score between classes.f_min and classes.f_max
    and m.score between classes.m_min and classes.m_max
group by lifecycles.lifecycle, r.score, f.score, m.score
having count(classes.rfm_class) <> 1
-- With --empty there is no class.
{{ 'limit 0' if flags.EMPTY }}
