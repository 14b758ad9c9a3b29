{% macro exact_total(value) %}
{#- An aggregate: the sum of doubles between -1 and 1 as a whole number of steps of 2^-52, so it does not depend on the
    order of the rows. Such totals can be added up. -#}
{{ adapter.dispatch('exact_total')('cast(floor(' ~ value ~ ' * 4503599627370496 + 0.5) as bigint)') }}
{%- endmacro %}

{% macro default__exact_total(steps) %}sum(cast({{ steps }} as decimal(38, 0))){% endmacro %}

{#- This form takes a third of the CPU, because DuckDB adds integers in 128 bits. -#}
{% macro duckdb__exact_total(steps) %}sum({{ steps }}){% endmacro %}
