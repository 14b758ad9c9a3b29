{% macro kept_rows(input) %}
{#- The rows of an input that passed its checks, in all the contract's columns; null where not mapped. -#}
{%- set columns = input_contract()[input]['columns'] -%}
{%- set mapping = input_mapping(input) -%}
select
{%- for column, type in columns.items() %}
    {{ column if mapping and column in mapping.columns
        else 'cast(null as ' ~ contract_type(type) ~ ') as ' ~ column }}{{ ',' if not loop.last }}
{%- endfor %}
from {{ ref('checked_' ~ input) }}
where rejection_reason is null
{% endmacro %}
