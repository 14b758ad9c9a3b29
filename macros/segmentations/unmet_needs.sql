{% macro unmet_needs(spec) %}
{#- List of the inputs and columns that a segmentation needs but that are not mapped. -#}
{%- set mapped = mapped_columns() -%}
{%- set unmet = [] -%}
{%- for need in spec.needs -%}
    {%- set input, column = (need ~ '.').split('.')[:2] -%}
    {%- if input not in mapped or (column and column not in mapped[input]) -%}
        {%- do unmet.append(need) -%}
    {%- endif -%}
{%- endfor -%}
{{ return(unmet) }}
{% endmacro %}
