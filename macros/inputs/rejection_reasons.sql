{% macro rejection_reasons(input) %}
{#- All reasons for refusing a row of an input, in the order in which they are checked. -#}
{%- set contract = input_contract()[input] -%}
{%- set reasons = [] -%}
{%- for column in contract.required -%}
    {%- do reasons.append('missing_' ~ column) -%}
{%- endfor -%}
{%- for column in contract.required if contract['columns'][column] != 'string' -%}
    {%- do reasons.append('unreadable_' ~ column) -%}
{%- endfor -%}
{%- if 'event_time' in contract -%}
    {%- do reasons.append('future_' ~ contract.event_time) -%}
{%- endif -%}
{%- if input == 'order_lines' -%}
    {%- do reasons.append('negative_price') -%}
{%- endif -%}
{%- do reasons.append('exact_duplicate') -%}
{%- if 'key' in contract -%}
    {%- do reasons.append('duplicate_' ~ contract.key) -%}
{%- endif -%}
{{ return(reasons) }}
{% endmacro %}
