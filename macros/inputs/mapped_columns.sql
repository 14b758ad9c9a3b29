{% macro mapped_columns() %}
{#- The column maps of the mapped inputs, without the location of the data. What was learned from one file stays valid
    for the source's next file, but not for other columns. -#}
{%- set columns = {} -%}
{%- for input in input_contract() if input_mapping(input) -%}
    {%- do columns.update({input: input_mapping(input)['columns']}) -%}
    {%- if 'encoding' in input_mapping(input) -%}
        {%- do columns.update({input ~ '.encoding': input_mapping(input).encoding}) -%}
    {%- endif -%}
{%- endfor -%}
{%- if time_zone() -%}{%- do columns.update({'time_zone': time_zone()}) -%}{%- endif -%}
{{ return(columns) }}
{% endmacro %}
