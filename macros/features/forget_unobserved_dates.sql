{% macro forget_unobserved_dates() %}
{#- Dates that are no longer observed leave the table, as a full refresh would have it. -#}
delete from {{ this }} where as_of_date not in (select as_of_date from {{ ref('observation_dates') }})
{%- endmacro %}
