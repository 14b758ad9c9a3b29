{% macro events_until_part_date(model_name, happened_on='ordered_on', window_days=none) %}
{#- The rows of a dated table up to the observation date being computed, within the window if there is one, with
    days_ago, which is 0 on that date. -#}
select
    {{ days_between('events.' ~ happened_on, part_date()) }} as days_ago,
    events.*
from {{ ref(model_name) }} as events
where events.{{ happened_on }} <= {{ part_date() }}
    {%- if window_days %}
    -- The limit is cast to a date, the type of the column, so DuckDB skips older rows without reading them.
    and events.{{ happened_on }} > cast({{ dbt.dateadd('day', -window_days, part_date()) }} as date)
    {%- endif %}
{% endmacro %}
