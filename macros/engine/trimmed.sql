{% macro trimmed(text) %}
{#- Text without spaces, tabs and line ends around it; trim() alone takes only spaces. -#}
{{ adapter.dispatch('trimmed')(text) }}
{%- endmacro %}

{% macro duckdb__trimmed(text) %}trim({{ text }}, concat(' ', chr(9), chr(10), chr(13))){% endmacro %}
