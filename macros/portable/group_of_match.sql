{% macro group_of_match(text, pattern, group) %}
{#- A group of the first match of a regular expression, or an empty text if there is no match. -#}
{{ adapter.dispatch('group_of_match')(text, pattern, group) }}
{%- endmacro %}

{% macro default__group_of_match(text, pattern, group) -%}
regexp_extract({{ text }}, {{ text_literal(pattern) }}, {{ group }})
{%- endmacro %}
