{% macro readable_measure(value, unit, with_unit=false) %}
{#- A feature's value as text: shares as percentages, others as numbers, with the unit if it is a noun that can be
    counted. The number 1 has no unit, to avoid "1 orders". -#}
case
    when {{ unit }} = 'share' then {{ readable_share(value) | indent(4) }}
    {%- if with_unit %}
    when {{ unit }} not in ('currency', 'ratio', '0 to 1', '-1 to 1') and round({{ value }}, 2) <> 1
        then {{ readable_number(value) | indent(8) }} || ' ' || {{ unit }}
    {%- endif %}
    else {{ readable_number(value) | indent(4) }}
end
{%- endmacro %}
