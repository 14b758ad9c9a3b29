{% macro rows_fingerprint(row) %}
{#- An aggregate that identifies a set of rows: the exact sum of their fingerprints. -#}
{{ adapter.dispatch('rows_fingerprint')(row) }}
{%- endmacro %}

{% macro duckdb__rows_fingerprint(row) %}cast(sum({{ row_fingerprint(row) }}) as decimal(38, 0)){% endmacro %}

{% macro spark__rows_fingerprint(row) %}sum(cast({{ row_fingerprint(row) }} as decimal(38, 0))){% endmacro %}
