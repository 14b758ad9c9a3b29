{% macro shape_of(text) %}
{#- Text with every letter as a and every digit as 9, which shows how a value is written without showing the value. -#}
{{ adapter.dispatch('shape_of')(text) }}
{%- endmacro %}

{% macro default__shape_of(text) %}regexp_replace(regexp_replace({{ text }}, '\\p{L}', 'a'), '\\p{N}', '9'){% endmacro %}

{% macro duckdb__shape_of(text) %}regexp_replace(regexp_replace({{ text }}, '\p{L}', 'a', 'g'), '\p{N}', '9', 'g'){% endmacro %}
