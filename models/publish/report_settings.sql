{%- set locale = var('locale') -%}
{%- if locale is not string or not modules.re.fullmatch('[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*', locale) -%}
    {{ config_error('locale', locale, 'is no locale; name one as en, en_GB or de') }}
{%- endif -%}
{% set settings = {
    'locale': locale,
    'minimum_cell': whole_number_var('minimum_cell'),
    'window': var('window')
} %}

{%- for setting, value in settings.items() %}
select
    '{{ setting }}' as setting,
    '{{ value }}' as value
{{ 'union all' if not loop.last }}
{%- endfor %}
