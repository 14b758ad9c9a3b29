{{ config(
    materialized='incremental', incremental_strategy='delete+insert', unique_key='as_of_date',
    on_schema_change='fail', post_hook='{{ forget_outdated_assignments() }}'
) }}

{% set relations = scoring_relations() %}
{% do relations.update({
    'features': '(select * from ' ~ relations.features ~ ' where as_of_date in (select as_of_date from dates_to_score))',
}) %}

with dates_to_score as (
    {{ assignments_to_build() | indent(4) }}
),

assignments as (
    {%- for spec in segmentations() %}
    select *
    from (
        {{ score_customers(spec, relations) | indent(8) }}
    ) as scored
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    assignments.*,
    dates_to_score.built_from
from assignments
inner join dates_to_score on assignments.as_of_date = dates_to_score.as_of_date
