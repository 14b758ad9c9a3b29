{% macro clock_time(instant, zone) %}
{#- What the clocks of a time zone show at an instant, daylight saving included. -#}
{{ adapter.dispatch('clock_time')(instant, zone) }}
{%- endmacro %}

{% macro duckdb__clock_time(instant, zone) %}timezone({{ text_literal(zone) }}, {{ instant }}){% endmacro %}

{% macro spark__clock_time(instant, zone) -%}
cast(convert_timezone({{ text_literal(zone) }}, cast({{ instant }} as timestamp_ntz)) as timestamp)
{%- endmacro %}
