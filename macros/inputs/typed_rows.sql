{% macro typed_rows(input, given, where) %}
{#- Rows of a mapped input in the contract's columns and types, together with the source's row. An event's time that is
    only a default date is null, and has_default_date is true. -#}
{%- set mapping = input_mapping(input) -%}
{%- set contract = input_contract()[input] -%}
select
    given_row,
    {%- for column, type in contract['columns'].items() %}
    {%- set made_from = mapped_column(mapping, column)['from'] if column in mapping.columns %}
    {%- if made_from %}
    {%- set parts = [] %}
    {%- for part in made_from %}
        {%- do parts.append(order_id_part(part, contract)) %}
    {%- endfor %}
    {{ parts | join(" || ' ' || ") }} as {{ column }},
    {%- else %}
    {{ readable(column, type) if column in mapping.columns else column }} as {{ column }},
    {%- endif %}
    {%- endfor %}
    {{ 'coalesce(' ~ is_default_date(contract.event_time) ~ ', false)' if 'event_time' in contract else 'false' }} as has_default_date
from (
    select
        {{ whole_row('given_row_') }} as given_row,
        {%- for column, type in contract['columns'].items() %}
        {{ read_column(mapping, column, type) if column in mapping.columns
            else 'cast(null as ' ~ contract_type(type) ~ ')' }} as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ given }} as given_row_
    where {{ where }}
) as cast_rows
{%- endmacro %}

{% macro order_id_part(part, contract) %}
{#- A part of an order id that is made from other columns, as text; null if a required one is null. -#}
{%- set column = 'ordered_at' if part == 'ordered_on' else part -%}
{%- set value = '(' ~ readable(column, contract['columns'][column]) ~ ')' -%}
{%- set text = 'cast(' ~ ('cast(' ~ value ~ ' as date)' if part == 'ordered_on' else value) ~ ' as ' ~ dbt.type_string() ~ ')' -%}
{{ return(text if column in contract.required else 'coalesce(' ~ text ~ ", '')") }}
{% endmacro %}
