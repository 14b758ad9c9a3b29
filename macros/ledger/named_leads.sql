{% macro named_leads(doubtful) %}
{#- How much nearer the raw segment is than a named one, for customers whose published segment is neither the nearest
    nor the runner-up. -#}
select
    cast(null as {{ dbt.type_string() }}) as customer_id,
    cast(null as {{ dbt.type_string() }}) as classification,
    cast(null as double) as lead_over_named
where 1 = 0
{%- for spec in segmentations() %}
{%- set relations = scoring_relations() %}
{%- do relations.update({'features': "(select features.*, doubtful.named_segment_id from " ~ relations.features ~ " as features"
    ~ " inner join " ~ doubtful ~ " as doubtful on features.customer_id = doubtful.customer_id"
    ~ " where features.as_of_date = " ~ part_date() ~ " and doubtful.classification = '" ~ spec.name ~ "')"}) %}
union all
select
    customer_id,
    segmentation as classification,
    lead_over_named
from (
    {{ score_customers(spec, relations, is_named=true) | indent(4) }}
) as scored_{{ loop.index }}
{%- endfor %}
{%- endmacro %}
