{% macro is_given(mapping, column) %}
{#- True if the source has a value, readable or not, for a column of given_row. -#}
({%- for source in sources_of(mapping, column) %}
    {{- ' or ' if not loop.first }}{{ trimmed('cast(given_row.' ~ quoted_name(source) ~ ' as ' ~ dbt.type_string() ~ ')') }} <> ''
{%- endfor %}) is true
{%- endmacro %}
