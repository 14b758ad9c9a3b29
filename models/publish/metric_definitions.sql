{#- The definitions are in the YAML of models/metrics; a reader of the published file has no dbt project. -#}
{% set definitions = graph.get('metrics', {}).values() | selectattr('package_name', 'equalto', 'centroid') | list %}
with definitions as (
    {%- for definition in definitions %}
    select
        {{ text_literal(definition.name) }} as metric,
        {{ text_literal(definition.label) }} as label,
        {{ text_literal(definition.description) }} as meaning
    {{ 'union all' if not loop.last }}
    {%- else %}
    -- While dbt parses it has no graph, so there are no definitions to list.
    select cast(null as {{ dbt.type_string() }}) as metric
    {%- endfor %}
)

select
    metric,
    label,
    meaning
from definitions
