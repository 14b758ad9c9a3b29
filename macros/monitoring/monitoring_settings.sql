{% macro monitoring_settings() %}
{#- The var `monitoring`: the severity of the alarms, and from which values on a row is to be watched or acted on. -#}
{%- set limits = {
    'population_stability_index': {'watch': 0.1, 'act': 0.25},
    'mean_shift': {'watch': 0.25, 'act': 0.5},
    'missing_share_change': {'watch': 0.05, 'act': 0.2},
    'size_change_percent': {'watch': 20, 'act': 60},
    'moved_share': {'watch': 0.2, 'act': 0.4},
    'health_change': {'watch': 0.05, 'act': 0.15},
    'fit_loss': {'watch': 0.05, 'act': 0.1},
    'days_without_orders': {'watch': 2, 'act': 4},
    'input_factor': {'watch': 1.5, 'act': 1.8},
    'mix_change': {'watch': 0.2, 'act': 0.3},
} -%}
{%- set given = var('monitoring') -%}
{%- do check_settings('monitoring', given, ['severity'] + limits.keys() | list) -%}
{%- set settings = {'severity': given.get('severity', 'warn')} -%}
{%- do check_choice('monitoring.severity', settings.severity, ['warn', 'error']) -%}
{%- for name, default in limits.items() -%}
    {%- set key = 'monitoring.' ~ name -%}
    {%- set limit = given.get(name, default) -%}
    {%- do check_settings(key, limit, ['watch', 'act']) -%}
    {%- set limit = dict(default, **limit) -%}
    {%- for step in ['watch', 'act'] if not is_positive(limit[step]) -%}
        {{ config_error(key ~ '.' ~ step, limit[step], 'is not a number above 0') }}
    {%- endfor -%}
    {%- if limit.act < limit.watch -%}
        {{ config_error(key ~ '.act', limit.act, 'is below watch; raise it') }}
    {%- endif -%}
    {%- do settings.update({name: limit}) -%}
{%- endfor -%}
{%- if settings.input_factor.watch <= 1 -%}
    {{ config_error('monitoring.input_factor.watch', settings.input_factor.watch, 'is not a factor above 1') }}
{%- endif -%}
{{ return(settings) }}
{% endmacro %}
