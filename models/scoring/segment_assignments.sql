{{ config(materialized='by_part', parts='assignment_dates', key='as_of_date', digest='digest') }}
-- depends_on: {{ ref('assignment_dates') }}
{% set relations = scoring_relations() %}
{% do relations.update({
    'features': '(select * from ' ~ relations.features ~ ' where as_of_date = ' ~ part_date() ~ ')',
}) %}

{%- for spec in segmentations() %}
select *
from (
    {{ score_customers(spec, relations) | indent(4) }}
) as scored
{{ 'union all' if not loop.last }}
{%- endfor %}
