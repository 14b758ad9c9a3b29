{% macro session_variable(name) %}{{ adapter.dispatch('session_variable')(name) }}{% endmacro %}

{% macro duckdb__session_variable(name) %}getvariable('{{ name }}'){% endmacro %}

{% macro spark__session_variable(name) %}
{#- The variable has the model's name in it, because on Spark models that run at the same time share one session. -#}
session.{{ name }}_of_{{ model.name }}
{%- endmacro %}
