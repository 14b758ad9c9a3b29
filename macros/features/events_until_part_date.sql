{% macro events_until_part_date(model_name, happened_on='ordered_on', window_days=none) %}
{#- The rows of a dated table as seen from the observation date that is being computed: those up to it (and within the
    window), with days_ago, 0 on the date itself. -#}
select
    {{ days_between('events.' ~ happened_on, part_date()) }} as days_ago,
    events.*
from {{ ref(model_name) }} as events
where events.{{ happened_on }} <= {{ part_date() }}
    {%- if window_days %}
    -- A date, as the column is: DuckDB then leaves out what lies before it unread.
    and events.{{ happened_on }} > cast({{ dbt.dateadd('day', -window_days, part_date()) }} as date)
    {%- endif %}
{% endmacro %}
