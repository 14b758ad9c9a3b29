{% macro is_given(mapping, column) %}
{#- True if the source has a value, readable or not, for a column of given_row. -#}
({{ trimmed('cast(given_row.' ~ quoted_name(mapping['columns'][column]) ~ ' as ' ~ dbt.type_string() ~ ')') }} <> '') is true
{%- endmacro %}
