{{ config(
    materialized='incremental', incremental_strategy='delete+insert', unique_key='as_of_date',
    on_schema_change='fail', post_hook='{{ forget_outdated_assignments() }}'
) }}

{% set dates = assignments_to_build() %}
{% set relations = scoring_relations() %}
{% do relations.update({
    'features': '(select * from ' ~ relations.features ~ ' where as_of_date in (select as_of_date from (' ~ dates ~ ') as dates))',
}) %}

select
    assignments.*,
    dates.built_from
from (
    {%- for spec in segmentations() %}
    select *
    from (
        {{ score_customers(spec, relations) | indent(8) }}
    ) as scored
    {{ 'union all' if not loop.last }}
    {%- endfor %}
) as assignments
inner join (
    {{ dates | indent(4) }}
) as dates
    on assignments.as_of_date = dates.as_of_date
