{% macro config_error(key, value, remedy, kind='var') %}
{#- Stops the run with one sentence: which key of the configuration, or argument of an operation, its value, and what to do. -#}
{{ exceptions.raise_compiler_error(kind ~ " '" ~ key ~ "': '" ~ value | string | replace('\n', '\\n') ~ "' " ~ remedy ~ '.') }}
{% endmacro %}
