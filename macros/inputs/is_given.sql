{% macro is_given(mapping, column) %}
{#- Whether the source has a value, readable or not, for a column of a row kept as given_row. -#}
({{ trimmed('cast(given_row.' ~ quoted_name(mapping['columns'][column]) ~ ' as ' ~ dbt.type_string() ~ ')') }} <> '') is true
{%- endmacro %}
