{% macro read_as(value, type) %}
{#- One source value as a contract type, null where it cannot be read. Text passes unaltered; blank
    text is missing. Years outside 1900 to 9999 (and DuckDB's infinite times) are not readable dates. -#}
{%- if type == 'string' -%}
    case when trim(cast({{ value }} as {{ dbt.type_string() }})) <> '' then cast({{ value }} as {{ dbt.type_string() }}) end
{%- elif type == 'timestamp' -%}
    case
        when try_cast({{ value }} as {{ dbt.type_timestamp() }}) >= cast('1900-01-01' as {{ dbt.type_timestamp() }})
            and try_cast({{ value }} as {{ dbt.type_timestamp() }}) < cast('9999-01-01' as {{ dbt.type_timestamp() }})
            then try_cast({{ value }} as {{ dbt.type_timestamp() }})
    end
{%- else -%}
    try_cast({{ value }} as {{ contract_type(type) }})
{%- endif -%}
{% endmacro %}
