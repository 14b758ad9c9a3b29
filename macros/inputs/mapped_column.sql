{% macro mapped_column(mapping, column) %}
{#- The options of a mapped column. A text is the option `column`. -#}
{%- set given = mapping['columns'][column] -%}
{{ return(given if given is mapping else {'column': given}) }}
{% endmacro %}

{% macro sources_of(mapping, column) %}
{#- The source's columns from which a mapped column is read. -#}
{%- set options = mapped_column(mapping, column) -%}
{%- if 'column' in options -%}{{ return([options.column | string]) }}{%- endif -%}
{%- if 'expression' in options -%}
    {{ return(parsed_expression(column, options.expression).columns) }}
{%- endif -%}
{%- set sources = [] -%}
{%- for part in options['from'] -%}
    {%- do sources.extend(sources_of(mapping, 'ordered_at' if part == 'ordered_on' else part)) -%}
{%- endfor -%}
{{ return(sources | unique | list) }}
{% endmacro %}
