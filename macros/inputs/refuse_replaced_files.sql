{% macro refuse_replaced_files(input) %}
{#- Stops the build if an input's files have changed since the run began. The models as_of and checked_ read the files
    one after the other, and must not mix rows of two versions. -#}
{%- set path = input_mapping(input).path -%}
{%- if execute and are_files_replaced(path) -%}
    {{ config_error('inputs.' ~ input ~ '.path', path, 'was replaced or changed while the build read it; build again') }}
{%- endif -%}
{% endmacro %}
