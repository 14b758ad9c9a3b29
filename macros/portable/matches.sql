{% macro matches(text, pattern) %}
{#- True if a text matches a regular expression, which both engines understand if it has neither lookaround nor
    backreferences. -#}
{{ adapter.dispatch('matches')(text, pattern) }}
{%- endmacro %}

{% macro default__matches(text, pattern) %}regexp_like({{ text }}, {{ text_literal(pattern) }}){% endmacro %}

{% macro duckdb__matches(text, pattern) %}regexp_matches({{ text }}, {{ text_literal(pattern) }}){% endmacro %}
