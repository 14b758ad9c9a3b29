{% macro percentiles(value, shares) %}
{#- An array of percentiles, interpolated linearly; one sort serves all of them. -#}
{{ adapter.dispatch('percentiles')(value, shares) }}
{%- endmacro %}

{% macro duckdb__percentiles(value, shares) %}quantile_cont({{ value }}, [{{ shares | join(', ') }}]){% endmacro %}

{% macro spark__percentiles(value, shares) %}percentile({{ value }}, array({{ shares | join(', ') }})){% endmacro %}
