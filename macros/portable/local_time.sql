{% macro local_time(utc_timestamp, zone) %}
{#- What the clocks of a time zone showed at a UTC timestamp, daylight saving included. -#}
{{ adapter.dispatch('local_time')(utc_timestamp, zone) }}
{%- endmacro %}

{% macro duckdb__local_time(utc_timestamp, zone) %}timezone('{{ zone }}', timezone('UTC', {{ utc_timestamp }})){% endmacro %}

{% macro spark__local_time(utc_timestamp, zone) %}cast(from_utc_timestamp({{ utc_timestamp }}, '{{ zone }}') as timestamp_ntz){% endmacro %}
