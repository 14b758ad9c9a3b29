{% macro as_of_date_literal() %}
{#- The var `as_of_date` as a date literal, or none if the data decides. -#}
{%- set given = var('as_of_date') -%}
{%- if given is none -%}{{ return(none) }}{%- endif -%}
{%- if not modules.re.match('^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$', given | string) -%}
    {{ config_error('as_of_date', given, 'is not a date; write it as YYYY-MM-DD') }}
{%- endif -%}
{%- set year, month, day = (given | string)[:4] | int, (given | string)[5:7] | int, (given | string)[8:] | int -%}
{%- set next_month = modules.datetime.date(year + month // 12, month % 12 + 1, 1) -%}
{%- if day > (next_month - modules.datetime.timedelta(days=1)).day -%}
    {{ config_error('as_of_date', given, 'is not a date; write it as YYYY-MM-DD') }}
{%- endif -%}
{{ return("cast('" ~ given ~ "' as date)") }}
{% endmacro %}
