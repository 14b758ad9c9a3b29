{% macro fewest_customers_to_warn_of() %}
{#- With fewer than 30 customers a single one moves a share by more than three points. -#}
30
{%- endmacro %}
