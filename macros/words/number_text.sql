{% macro number_text(value, decimals) %}
{#- A double as text with commas between thousands, and this many decimals. -#}
{{ adapter.dispatch('number_text')(value, decimals) }}
{%- endmacro %}

{% macro duckdb__number_text(value, decimals) %}format('{:,.{{ decimals }}f}', cast({{ value }} as double)){% endmacro %}

{% macro spark__number_text(value, decimals) %}format_number(cast({{ value }} as double), {{ decimals }}){% endmacro %}
