{% macro as_amount(value) %}
{#- A double as an amount with four decimals. Engines cast halves differently, so the double is rounded first, with
    halves rounded up. -#}
cast(floor(({{ value }}) * 10000 + 0.5) / 10000 as decimal(18, 4))
{%- endmacro %}
