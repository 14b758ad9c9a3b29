{% macro non_negative_var(name) %}
{#- A var that has to be a whole number of at least zero. -#}
{%- set value = var(name) -%}
{%- if value is boolean or value is not integer or value < 0 -%}
    {{ config_error(name, value, 'is not a whole number of at least 0') }}
{%- endif -%}
{{ return(value) }}
{% endmacro %}
