{% macro sparkpy__escape_single_quotes(expression) -%}
{#- In a literal of Spark a backslash escapes as well; dbt-spark escapes the quote alone. -#}
{{ expression | replace('\\', '\\\\') | replace("'", "\\'") }}
{%- endmacro %}
