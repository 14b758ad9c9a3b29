{% macro refuse_replaced_files(input) %}
{#- Stops the build where an input's files are not those that it began with: as_of and checked_ read them one
    after the other, and rows of two files must not meet. -#}
{%- set path = input_mapping(input).path -%}
{%- if execute and are_files_replaced(path) -%}
    {{ config_error('inputs.' ~ input ~ '.path', path, 'was replaced or changed while the build read it; build again') }}
{%- endif -%}
{% endmacro %}
