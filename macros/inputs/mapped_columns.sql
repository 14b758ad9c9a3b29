{% macro mapped_columns() %}
{#- The column maps of the mapped inputs, without the location of the data. What was learned from one file stays valid
    for the source's next file, but not for other columns. -#}
{%- set columns = {} -%}
{%- for input in input_contract() -%}
    {%- set mapping = input_mapping(input) -%}
    {%- if mapping -%}{%- do columns.update({input: mapping['columns']}) -%}{%- endif -%}
    {%- if mapping and 'encoding' in mapping -%}
        {%- do columns.update({input ~ '.encoding': mapping.encoding}) -%}
    {%- endif -%}
{%- endfor -%}
{%- if time_zone() -%}{%- do columns.update({'time_zone': time_zone()}) -%}{%- endif -%}
{{ return(columns) }}
{% endmacro %}
