{% macro mapped_columns() %}
{#- The column maps of the mapped inputs, wherever their data lies: what is learned from one file of a
    source holds for its next one, and what is learned from other columns does not. -#}
{%- set columns = {} -%}
{%- for input in input_contract() if input_mapping(input) -%}
    {%- do columns.update({input: input_mapping(input)['columns']}) -%}
{%- endfor -%}
{{ return(columns) }}
{% endmacro %}
