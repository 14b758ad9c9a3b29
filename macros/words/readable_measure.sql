{% macro readable_measure(value, unit, with_unit=false) %}
{#- A feature's value as text: shares in per cent, others as numbers. With its unit where the unit is a
    noun that counts; "1 orders" is no English, so 1 stands alone. -#}
case
    when {{ unit }} = 'share' then {{ readable_share(value) | indent(4) }}
    {%- if with_unit %}
    when {{ unit }} not in ('currency', 'ratio', '0 to 1', '-1 to 1') and round({{ value }}, 2) <> 1
        then {{ readable_number(value) | indent(8) }} || ' ' || {{ unit }}
    {%- endif %}
    else {{ readable_number(value) | indent(4) }}
end
{%- endmacro %}
