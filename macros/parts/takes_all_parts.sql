{% macro takes_all_parts() %}
{#- Whether one query computes all parts of the model that is being built. -#}
{{ return(adapter.dispatch('takes_all_parts')()) }}
{% endmacro %}

{% macro default__takes_all_parts() %}{{ return(config.get('all_at_once', false)) }}{% endmacro %}

{% macro spark__takes_all_parts() %}{{ return(config.get('all_at_once', false) or config.get('key') == 'ordered_month') }}{% endmacro %}
