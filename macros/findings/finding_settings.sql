{% macro finding_settings() %}
{#- The var `findings`: from which shares of rows a finding is to be watched or acted on, which findings fail the build,
    and which are let pass that fail it by default. -#}
{%- set defaults = {'watch_share': 0.01, 'act_share': 0.1, 'fail': [], 'let_pass': []} -%}
{%- do check_settings('findings', var('findings'), defaults.keys() | list) -%}
{%- set settings = dict(defaults, **var('findings')) -%}
{%- for key in ['watch_share', 'act_share'] -%}
    {%- set share = settings[key] -%}
    {%- if share is boolean or share is not number or not 0 <= share <= 1 -%}
        {{ config_error('findings.' ~ key, share, 'is not a share from 0 to 1') }}
    {%- endif -%}
{%- endfor -%}
{%- if settings.act_share < settings.watch_share -%}
    {{ config_error('findings.act_share', settings.act_share, 'is below watch_share; raise it') }}
{%- endif -%}
{%- for key in ['fail', 'let_pass'] -%}
    {%- set names = settings[key] -%}
    {%- if not is_list(names) -%}
        {{ config_error('findings.' ~ key, names, 'is not a list of findings, such as [unknown_statuses]') }}
    {%- endif -%}
    {%- for name in names if not is_name(name) -%}
        {{ config_error('findings.' ~ key, name, 'is not a finding; inputs.input_findings lists them') }}
    {%- endfor -%}
{%- endfor -%}
{{ return(settings) }}
{% endmacro %}

{% macro monthly_findings() %}
{#- The kinds of finding that order_line_counts counts by month. -#}
{{ return([
    'zero_value_lines', 'return_lines', 'cancelled_lines', 'unpaid_lines', 'discounts_above_zero',
    'quantities_that_are_measures', 'unknown_products',
]) }}
{% endmacro %}
