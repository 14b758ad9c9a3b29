{%- for spec in segmentations() %}
select *
from (
    {{ score_customers(
        spec,
        features_relation=ref('customer_features'),
        fits_relation=ref('scoring_fits'),
        parameters_relation=ref('segment_parameters'),
        preparation_relation=ref('feature_preparation'),
        knots_relation=ref('feature_knots'),
    ) | indent(4) }}
) as scored
{{ 'union all' if not loop.last }}
{%- endfor %}
