{% macro kept_rows(input) %}
{#- The rows of an input that passed its checks, in the contract's columns. -#}
select
{%- for column in input_contract()[input]['columns'] %}
    {{ column }}{{ ',' if not loop.last }}
{%- endfor %}
from {{ ref('checked_' ~ input) }}
where rejection_reason is null
{% endmacro %}
