{% macro ledger_partitions() %}
{#- How the ledger is stored: on Spark, where rows are removed by partition, in one per classification and day. -#}
{{ return(adapter.dispatch('ledger_partitions')()) }}
{% endmacro %}

{% macro default__ledger_partitions() %}{{ return(none) }}{% endmacro %}

{% macro spark__ledger_partitions() %}{{ return(['classification', 'observed_on']) }}{% endmacro %}
