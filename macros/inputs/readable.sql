{% macro readable(value, type) %}
{#- A cast value, or null where it says nothing: blank text, times outside 1900 to 9998, DuckDB's infinite ones among
    them, and amounts of a trillion, which are rather bar codes: totals have two digits more. Text is otherwise left as
    it is. -#}
{%- if type == 'string' -%}
    {#- Text that begins with a visible ASCII character need not be trimmed to be seen. #}
    case
        when {{ value }} >= '!' and {{ value }} <= '~' then {{ value }}
        when {{ trimmed(value) }} <> '' then {{ value }}
    end
{%- elif type == 'timestamp' -%}
    case
        when {{ value }} >= cast('1900-01-01' as {{ dbt.type_timestamp() }})
            and {{ value }} < cast('9999-01-01' as {{ dbt.type_timestamp() }})
            then {{ value }}
    end
{%- elif type == 'money' -%}
    case when abs({{ value }}) < 1000000000000 then {{ value }} end
{%- else -%}
    {{ value }}
{%- endif -%}
{% endmacro %}
