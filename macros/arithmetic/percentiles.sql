{% macro percentiles(value, shares) %}
{#- An array of percentiles, linear between neighbours: one sort for all of them. -#}
{{ adapter.dispatch('percentiles')(value, shares) }}
{%- endmacro %}

{% macro duckdb__percentiles(value, shares) %}quantile_cont({{ value }}, [{{ shares | join(', ') }}]){% endmacro %}

{% macro spark__percentiles(value, shares) %}percentile({{ value }}, array({{ shares | join(', ') }})){% endmacro %}
