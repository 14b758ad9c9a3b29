{% macro trimmed(text) %}
{#- Text without surrounding spaces, tabs, line ends and no-break spaces; trim() removes only spaces. -#}
{{ adapter.dispatch('trimmed')(text) }}
{%- endmacro %}

{% macro duckdb__trimmed(text) %}trim({{ text }}, concat(' ', chr(9), chr(10), chr(13), chr(160))){% endmacro %}

{% macro spark__trimmed(text) %}trim(both concat(' ', chr(9), chr(10), chr(13), chr(160)) from {{ text }}){% endmacro %}
