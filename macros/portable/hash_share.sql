{% macro hash_share(text) %}
{#- A number from 0 to below 1 computed from a text, the same on every engine, evenly spread over many texts. -#}
{{ adapter.dispatch('hash_share')(text) }}
{%- endmacro %}

{% macro duckdb__hash_share(text) %}cast(concat('0x', substring(md5({{ text }}), 1, 6)) as integer) / 16777216.0{% endmacro %}

{% macro spark__hash_share(text) %}cast(conv(substring(md5({{ text }}), 1, 6), 16, 10) as int) / cast(16777216 as double){% endmacro %}
