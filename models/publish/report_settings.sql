{% set settings = {
    'locale': locale_var(),
    'minimum_cell': whole_number_var('minimum_cell'),
    'window': var('window')
} %}

{%- for setting, value in settings.items() %}
select
    '{{ setting }}' as setting,
    '{{ value }}' as value
{{ 'union all' if not loop.last }}
{%- endfor %}
