{% macro input_mapping(input) %}
{#- The checked entry of the var `inputs` for one input, or none where it is not mapped. -#}
{%- set contract = input_contract() -%}
{%- set inputs = var('inputs') -%}
{%- if inputs is not mapping -%}
    {{ config_error('inputs', inputs, 'is not a mapping; give one from input names to where the data is') }}
{%- endif -%}
{%- for name in inputs if name not in contract -%}
    {{ config_error('inputs', name, 'is not an input; the inputs are ' ~ contract | join(', ')) }}
{%- endfor -%}
{%- if input not in inputs -%}
    {%- if input == 'order_lines' -%}
        {{ config_error('inputs', 'order_lines', 'is required: map it to a path, a relation or a model') }}
    {%- endif -%}
    {{ return(none) }}
{%- endif -%}
{%- set mapping = inputs[input] -%}
{%- set key = 'inputs.' ~ input -%}
{%- if mapping is not mapping or mapping.get('columns') is not mapping -%}
    {{ config_error(key, mapping, 'give a path, relation or model, and a map of columns') }}
{%- endif -%}
{%- for option in mapping if option not in ['path', 'relation', 'model', 'columns', 'encoding'] -%}
    {{ config_error(key, option, 'is not an option; the options are path, relation, model, columns, encoding') }}
{%- endfor -%}
{%- if (mapping.keys() | select('in', ['path', 'relation', 'model']) | list | length) != 1 -%}
    {{ config_error(key, mapping.keys() | join(', '), 'give exactly one of path, relation or model') }}
{%- endif -%}
{%- for option in ['path', 'relation', 'model'] if option in mapping and not is_line(mapping[option]) -%}
    {{ config_error(key ~ '.' ~ option, mapping[option], 'is not a text on one line') }}
{%- endfor -%}
{%- if 'encoding' in mapping -%}
    {%- do check_choice(key ~ '.encoding', mapping.encoding, ['utf-8', 'latin-1', 'utf-16']) -%}
    {%- if 'path' not in mapping or is_parquet(mapping.path) -%}
        {{ config_error(key ~ '.encoding', mapping.encoding, 'is for a CSV; leave it out') }}
    {%- endif -%}
{%- endif -%}
{%- for column in mapping.columns if column not in contract[input]['columns'] -%}
    {{ config_error(key ~ '.columns', column,
        'is not a column of this input; its columns are ' ~ contract[input]['columns'] | join(', ')) }}
{%- endfor -%}
{%- for column, given in mapping.columns.items() -%}
    {%- do check_column(key ~ '.columns.' ~ column, column, contract[input], mapping) -%}
{%- endfor -%}
{%- for column in contract[input].required if column not in mapping.columns -%}
    {{ config_error(key ~ '.columns', column, 'is required and not mapped') }}
{%- endfor -%}
{{ return(mapping) }}
{% endmacro %}
