{% macro time_with_zone(value) %}
{#- A value as an instant, or null if it is not a time; text ends in its zone. -#}
{{ adapter.dispatch('time_with_zone')(value) }}
{%- endmacro %}

{% macro default__time_with_zone(value) %}try_cast({{ value }} as timestamp){% endmacro %}

{% macro duckdb__time_with_zone(value) %}try_cast({{ value }} as timestamptz){% endmacro %}
