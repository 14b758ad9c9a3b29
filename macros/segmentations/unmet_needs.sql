{% macro unmet_needs(needs) %}
{#- Those of a list of needs that are not mapped. A need is an input or a column of it, or several of which one is enough:
    `web_sessions`, `products.category`, `web_sessions or email_events`. Asked of every feature whenever a model is compiled,
    so it reads the var as it is; input_mapping checks it. -#}
{%- set inputs = var('inputs') -%}
{%- set unmet = [] -%}
{%- for need in needs -%}
    {%- set met = [] -%}
    {%- for choice in need.split(' or ') -%}
        {%- set input, column = (choice ~ '.').split('.')[:2] -%}
        {%- if input in inputs and (not column or column in inputs[input].get('columns', [])) -%}{%- do met.append(choice) -%}{%- endif -%}
    {%- endfor -%}
    {%- if not met -%}{%- do unmet.append(need) -%}{%- endif -%}
{%- endfor -%}
{{ return(unmet) }}
{% endmacro %}
