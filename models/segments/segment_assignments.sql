{%- for spec in segmentations() %}
select *
from (
    {{ score_customers(spec, scoring_relations()) | indent(4) }}
) as scored
{{ 'union all' if not loop.last }}
{%- endfor %}
