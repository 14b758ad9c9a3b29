{% macro readable_number(value) %}
{#- A double as text with about three digits, for people: 2,471, 25.8, 0.47. Whole numbers have no decimals. Null stays
    null. -#}
case
    when abs({{ value }}) < 0.0005 then '0'
    when abs({{ value }}) >= 100 or {{ value }} = round({{ value }}, 0) then {{ number_text(value, 0) }}
    when abs({{ value }}) >= 10 then {{ number_text(value, 1) }}
    when abs({{ value }}) >= 0.1 then {{ number_text(value, 2) }}
    when abs({{ value }}) < 0.1 then {{ number_text(value, 3) }}
end
{%- endmacro %}
