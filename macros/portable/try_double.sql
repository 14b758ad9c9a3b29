{% macro try_double(text) %}
{#- Text as a double, null where it is none. -#}
{{ adapter.dispatch('try_double')(text) }}
{%- endmacro %}

{% macro default__try_double(text) %}try_cast({{ text }} as double){% endmacro %}
