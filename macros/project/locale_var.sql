{% macro locale_var() %}
{#- The var `locale`: a language, with a region or more if need be. The report knows whether there is such a locale. -#}
{%- set value = var('locale') -%}
{%- if value is not string or not modules.re.fullmatch('[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*', value) -%}
    {{ config_error('locale', value, 'is no locale; name one as en, en_GB or de') }}
{%- endif -%}
{{ return(value) }}
{% endmacro %}
