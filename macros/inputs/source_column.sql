{% macro source_column(mapping, column) %}given_row_.{{ quoted_name(mapping['columns'][column]) }}{% endmacro %}
