{% macro quoted_name(name) %}{{ adapter.dispatch('quoted_name')(name) }}{% endmacro %}

{% macro default__quoted_name(name) %}"{{ name | string | replace('"', '""') }}"{% endmacro %}

{% macro spark__quoted_name(name) %}`{{ name | string | replace('`', '``') }}`{% endmacro %}
