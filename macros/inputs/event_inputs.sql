{% macro event_inputs() %}
{#- The inputs of events other than orders, whether they are mapped or not. -#}
{%- set inputs = [] -%}
{%- for input, contract in input_contract().items() if 'event_time' in contract and input != 'order_lines' -%}
    {%- do inputs.append(input) -%}
{%- endfor -%}
{{ return(inputs) }}
{% endmacro %}

{% macro given_inputs(inputs) %}
{#- Those of these inputs that are mapped. -#}
{%- set given = [] -%}
{%- for input in inputs if input_mapping(input) is not none -%}
    {%- do given.append(input) -%}
{%- endfor -%}
{{ return(given) }}
{% endmacro %}
