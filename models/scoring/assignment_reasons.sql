{%- for spec in segmentations() %}
select *
from (
    {{ explain_assignments(
        spec,
        scoring_relations('latest_customer_features'),
        assignments_relation=ref('segment_assignments'),
        catalogue_relation=ref('feature_catalogue'),
    ) | indent(4) }}
) as explained
{{ 'union all' if not loop.last }}
{%- endfor %}
