{% macro source_column(name) %}given_row_.{{ quoted_name(name) }}{% endmacro %}
