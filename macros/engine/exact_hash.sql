{% macro exact_hash(row) %}
{#- A row's fingerprint as a decimal that sums exactly, so that a sum over rows names a set of rows. -#}
{{ adapter.dispatch('exact_hash')(row) }}
{%- endmacro %}

{% macro duckdb__exact_hash(row) %}cast({{ row_fingerprint(row) }} as decimal(38, 0)){% endmacro %}
