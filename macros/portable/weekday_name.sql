{% macro weekday_name(weekday) %}
{#- The name of a day of the week, of which Monday is 1. -#}
case cast({{ weekday }} as bigint)
    {%- for name in ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] %}
    when {{ loop.index }} then '{{ name }}'
    {%- endfor %}
end
{%- endmacro %}
