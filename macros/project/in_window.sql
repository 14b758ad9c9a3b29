{% macro in_window(text) %}
{#- A name such as order_count_in_window, or a condition with such names, with the feature of the var `window`. -#}
{%- set suffixes = {90: '_90d', 365: '_365d', 'all': ''} -%}
{%- if var('window') is boolean or var('window') not in suffixes.keys() | list -%}
    {{ config_error('window', var('window'), 'is not a window that features have; use 90, 365 or all') }}
{%- endif -%}
{{ return(modules.re.sub('_in_window(?![a-z0-9_])', suffixes[var('window')], text | string)) }}
{% endmacro %}
