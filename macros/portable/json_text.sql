{% macro json_text(json, key) %}
{#- The value of a key of a JSON object, as text. -#}
{{ adapter.dispatch('json_text')(json, key) }}
{%- endmacro %}

{% macro default__json_text(json, key) -%}
get_json_object({{ json }}, {{ text_literal('$["' ~ key ~ '"]') }})
{%- endmacro %}

{% macro duckdb__json_text(json, key) %}map_extract_value(cast(cast({{ json }} as json) as map(varchar, varchar)), {{ text_literal(key) }}){% endmacro %}
