{% macro beyond(setting, value, noise='0') %}
{#- The status of a value by the var `monitoring`: act, watch or ok. A value is also compared with the noise that it has
    by chance, so that few customers raise no alarm. An unknown value is ok. -#}
{%- set limit = monitoring_settings()[setting] -%}
case
    when abs({{ value }}) >= {{ limit.act }} and abs({{ value }}) >= {{ noise }} then 'act'
    when abs({{ value }}) >= {{ limit.watch }} and abs({{ value }}) >= {{ noise }} then 'watch'
    else 'ok'
end
{%- endmacro %}

{% macro worst_status(statuses) %}
{#- The most urgent of several statuses. -#}
case
    when 'act' in ({{ statuses | join(', ') }}) then 'act'
    when 'watch' in ({{ statuses | join(', ') }}) then 'watch'
    else 'ok'
end
{%- endmacro %}
