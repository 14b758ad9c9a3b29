{% set slices -%}
select
    as_of.as_of_date,
    'latest' as part,
    slices.slice_number,
    slices.slice_count
from {{ ref('as_of') }} as as_of
cross join {{ ref('customer_slices') }} as slices
{%- endset %}

{% set relations = scoring_relations('latest_customer_features') %}
{% do relations.update({'features': slice_rows(relations.features, slices)}) %}

{%- for spec in segmentations() %}
select *
from (
    {{ explain_assignments(
        spec,
        relations,
        assignments_relation=slice_rows(ref('segment_assignments'), slices),
        catalogue_relation=ref('feature_catalogue'),
    ) | indent(4) }}
) as explained
{{ 'union all' if not loop.last }}
{%- endfor %}
