{% macro as_of_each_date(model_name, happened_on='ordered_on', window_days=none) %}
{#- The rows of a dated table as seen from each observation date to build: those up to it (and within
    the window), with days_ago, 0 on the date itself. -#}
{%- set as_of_date = part_value('dates.as_of_date') -%}
select
    {{ as_of_date }} as as_of_date,
    {{ days_between('events.' ~ happened_on, as_of_date) }} as days_ago,
    events.*
from {{ ref(model_name) }} as events
{{ cross_join_parts(dates_to_build(), 'dates') }}
where events.{{ happened_on }} <= {{ as_of_date }}
    {%- if window_days %}
    -- A date, as the column is: DuckDB then leaves out what lies before it unread.
    and events.{{ happened_on }} > cast({{ dbt.dateadd('day', -window_days, as_of_date) }} as date)
    {%- endif %}
{% endmacro %}
