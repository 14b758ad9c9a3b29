{% macro takes_all_parts() %}
{#- True if one query computes all due parts of the model being built. -#}
{{ return(adapter.dispatch('takes_all_parts')()) }}
{% endmacro %}

{% macro default__takes_all_parts() %}{{ return(config.get('all_at_once', false)) }}{% endmacro %}

{% macro spark__takes_all_parts() %}{{ return(config.get('all_at_once', false) or (config.get('key') or '').endswith('_month')) }}{% endmacro %}
