{% macro check_events(input) %}
{#- The checked rows of an input of events, with their month: only months that have changed are checked again, so that of
    rows with one key one passes in each month. Of an input that is not mapped nothing is stored. -#}
{%- set month = month_of(input_contract()[input].event_time) -%}
{%- if input_mapping(input) is none -%}
{{ built_if_given([input]) }}
select
    empty.*,
    cast(null as date) as happened_month,
    cast(null as {{ dbt.type_string() }}) as digest
from ({{ check_input(input) }}) as empty
{%- else -%}
{{ config(
    materialized='by_part', parts='event_months', key='happened_month', digest=input ~ '_digest', all_at_once=true,
) }}
-- depends_on: {{ ref('event_months') }}
with events as (
    {{ check_input(input, months=due_parts(), month='happened_month') | indent(4) }}
)

select
    *,
    {{ month }} as happened_month
from events
{%- endif %}
{% endmacro %}
