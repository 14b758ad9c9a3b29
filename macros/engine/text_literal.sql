{% macro text_literal(text) %}'{{ text | string | replace("'", "''") }}'{% endmacro %}
