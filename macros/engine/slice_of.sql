{% macro slice_of(text, count) %}
{#- Which of so many slices a text is in, from 0: evenly spread, and always the same on one engine. -#}
{{ adapter.dispatch('slice_of')(text, count) }}
{%- endmacro %}

{% macro duckdb__slice_of(text, count) %}hash({{ text }}) % {{ count }}{% endmacro %}

{% macro spark__slice_of(text, count) %}pmod(xxhash64({{ text }}), {{ count }}){% endmacro %}
