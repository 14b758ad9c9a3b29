{% macro config_error(key, value, remedy) %}
{#- Stops the run with one sentence: which key of the configuration, its value, and what to do. -#}
{{ exceptions.raise_compiler_error("var '" ~ key ~ "': '" ~ value | string | replace('\n', '\\n') ~ "' " ~ remedy ~ '.') }}
{% endmacro %}
