{% macro first_group_of_matches(text, pattern) %}
{#- The text with each match of a regular expression replaced by the match's first group. -#}
{{ adapter.dispatch('first_group_of_matches')(text, pattern) }}
{%- endmacro %}

{% macro duckdb__first_group_of_matches(text, pattern) %}regexp_replace({{ text }}, '{{ pattern }}', '\1', 'g'){% endmacro %}

{% macro spark__first_group_of_matches(text, pattern) %}regexp_replace({{ text }}, {{ text_literal(pattern) }}, '$1'){% endmacro %}
