{% macro readable_share(share) %}
{#- A share of 0 to 1 as a percentage: 38.8%, 9%, 0.65%. In doubles 100 * 0.07 is not exactly 7, so it is rounded to
    nine decimals. -#}
{%- set percent = 'round(100 * (' ~ share ~ '), 9)' -%}
case
    when abs({{ percent }}) between 1 and 100 and {{ percent }} <> round({{ percent }}, 0) then {{ number_text(percent, 1) }}
    else {{ readable_number(percent) | indent(4) }}
end || '%'
{%- endmacro %}
