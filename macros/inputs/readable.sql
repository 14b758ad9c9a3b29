{% macro readable(value, type) %}
{#- A cast value, or null if it is not usable: blank text; times outside 1900 to 9998, including DuckDB's infinite ones,
    and default dates such as the 1st of January 1970; and amounts of a trillion or more, which are more likely bar codes
    (a limit that leaves totals two more digits). Other text is not changed. -#}
{%- if type == 'string' -%}
    {#- Text that begins with a visible ASCII character is not blank, so it need not be trimmed. #}
    case
        when {{ value }} >= '!' and {{ value }} <= '~' then {{ value }}
        when {{ trimmed(value) }} <> '' then {{ value }}
    end
{%- elif type == 'timestamp' -%}
    case
        when {{ value }} >= cast('1900-01-02' as {{ dbt.type_timestamp() }})
            and {{ value }} < cast('9999-01-01' as {{ dbt.type_timestamp() }})
            and not {{ is_default_date(value) }}
            then {{ value }}
    end
{%- elif type == 'money' -%}
    case when abs({{ value }}) < 1000000000000 then {{ value }} end
{%- else -%}
    {{ value }}
{%- endif -%}
{% endmacro %}
