{% macro typed_rows(input, given, where) %}
{#- Rows of a mapped input in the contract's columns and types, together with the source's row. -#}
{%- set mapping = input_mapping(input) -%}
{%- set columns = input_contract()[input]['columns'] -%}
select
    given_row,
    {%- for column, type in columns.items() %}
    {{ readable(column, type) if column in mapping.columns else column }} as {{ column }}{{ ',' if not loop.last }}
    {%- endfor %}
from (
    select
        {{ whole_row('given_row_') }} as given_row,
        {%- for column, type in columns.items() %}
        {{ read_as(source_column(mapping, column), type) if column in mapping.columns
            else 'cast(null as ' ~ contract_type(type) ~ ')' }} as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ given }} as given_row_
    where {{ where }}
) as cast_rows
{%- endmacro %}
