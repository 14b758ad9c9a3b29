{% macro text_literal(text) %}{{ adapter.dispatch('text_literal')(text) }}{% endmacro %}

{% macro default__text_literal(text) %}'{{ text | string | replace("'", "''") }}'{% endmacro %}

{% macro spark__text_literal(text) %}'{{ text | string | replace('\\', '\\\\') | replace("'", "\\'") }}'{% endmacro %}
