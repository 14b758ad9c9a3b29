{% macro as_amount(value) %}
{#- A double as an amount of four decimals. Engines round a half differently where they cast a double, so
    it is rounded as a double first, upwards. -#}
cast(floor(({{ value }}) * 10000 + 0.5) / 10000 as decimal(18, 4))
{%- endmacro %}
