{% macro row_fingerprint(row) %}{{ adapter.dispatch('row_fingerprint')(row) }}{% endmacro %}

{% macro duckdb__row_fingerprint(row) %}hash({{ row }}){% endmacro %}

{% macro spark__row_fingerprint(row) %}xxhash64({{ row }}){% endmacro %}
