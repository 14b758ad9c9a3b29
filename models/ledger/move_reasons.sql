-- The deciding features of every new move between two segments. A segment that the day's fit does not have has none.
{%- for spec in segmentations() %}
{%- set relations = scoring_relations() %}
{%- do relations.update({'features': "(select features.* from " ~ relations.features ~ " as features"
    ~ " inner join " ~ ref('new_moves') ~ " as movers on features.customer_id = movers.customer_id"
    ~ " and features.as_of_date = movers.observed_on where movers.classification = '" ~ spec.name ~ "'"
    ~ " and movers.from_segment is not null and movers.to_segment is not null)"}) %}
select *
from (
    {{ explain_moves(spec, relations, ref('new_moves')) | indent(4) }}
) as explained_{{ loop.index }}
union all
{%- endfor %}
select
    customer_id,
    observed_on,
    classification,
    cast(null as {{ dbt.type_string() }}) as deciding_feature_1,
    cast(null as double) as contribution_1,
    cast(null as {{ dbt.type_string() }}) as deciding_feature_2,
    cast(null as double) as contribution_2,
    cast(null as {{ dbt.type_string() }}) as deciding_feature_3,
    cast(null as double) as contribution_3
from {{ ref('new_moves') }}
where 1 = 0
