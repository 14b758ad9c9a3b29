select
    cast(null as {{ dbt.type_string() }}) as customer_id,
    cast(null as {{ dbt.type_string() }}) as segmentation,
    cast(null as bigint) as segment_id,
    cast(null as double) as probability,
    cast(null as boolean) as is_posterior,
    cast(null as date) as as_of_date,
    cast(null as {{ dbt.type_string() }}) as fit_id
where 1 = 0
{%- for spec in segmentations() %}
union all
select *
from (
    {{ segment_probabilities_of(spec, scoring_relations('latest_customer_features')) | indent(4) }}
) as probabilities
{%- endfor %}
