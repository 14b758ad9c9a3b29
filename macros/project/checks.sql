{% macro is_name(value) %}{{ return(value is string and modules.re.fullmatch('[a-z][a-z0-9_]{0,40}', value) is not none) }}{% endmacro %}

{% macro is_line(value) %}{{ return(value is string and value | trim != '' and value.splitlines() | length == 1 and value.splitlines()[0] == value) }}{% endmacro %}

{% macro is_whole(value, least) %}{{ return(value is integer and value is not boolean and least <= value <= 1000000000) }}{% endmacro %}

{% macro is_positive(value) %}{{ return(value is number and value is not boolean and 0 < value < 1000000000) }}{% endmacro %}

{% macro is_list(value) %}{{ return(value is not string and value is not mapping and value is iterable) }}{% endmacro %}

{% macro check_choice(key, value, choices) %}
{%- if value not in choices -%}
    {{ config_error(key, value, 'is not one of ' ~ choices | join(', ')) }}
{%- endif -%}
{% endmacro %}

{% macro check_settings(key, given, known) %}
{%- if given is not mapping -%}
    {{ config_error(key, given, 'is not a mapping; its keys are ' ~ known | join(', ')) }}
{%- endif -%}
{%- for setting in given if setting not in known -%}
    {{ config_error(key, setting, 'is not a setting; the settings are ' ~ known | join(', ')) }}
{%- endfor -%}
{% endmacro %}

{% macro whole_number_var(name, most=1000000000) %}
{#- A var that has to be a whole number from 0 to `most`. -#}
{%- set value = var(name) -%}
{%- if not is_whole(value, 0) or value > most -%}
    {{ config_error(name, value, 'is not a whole number from 0 to ' ~ '{:,}'.format(most)) }}
{%- endif -%}
{{ return(value) }}
{% endmacro %}

{% macro boolean_var(name) %}
{%- if var(name) is not boolean -%}
    {{ config_error(name, var(name), 'is neither true nor false') }}
{%- endif -%}
{{ return(var(name)) }}
{% endmacro %}
