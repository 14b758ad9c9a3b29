{% macro try_double(text) %}
{#- Text as a double, or null if it is not a number. -#}
{{ adapter.dispatch('try_double')(text) }}
{%- endmacro %}

{% macro default__try_double(text) %}try_cast({{ text }} as double){% endmacro %}
