select
    cast(null as {{ dbt.type_string() }}) as customer_id,
    cast(null as date) as as_of_date,
    cast(null as {{ dbt.type_string() }}) as segmentation,
    cast(null as {{ dbt.type_string() }}) as fit_id,
    cast(null as bigint) as segment_id,
    cast(null as {{ dbt.type_string() }}) as micro_segment_id
where 1 = 0
{%- for spec in segmentations() if spec.micro_segments.target_size %}
union all
select *
from (
    {{ place_in_micro_segments(
        spec,
        scoring_relations('latest_customer_features'),
        assignments_relation=ref('current_segments'),
        micro_relation=ref('micro_centers'),
    ) | indent(4) }}
) as placed
{%- endfor %}
