{% macro fewest_customers_to_warn_of() %}
{#- Of fewer than 30 customers one moves a share by more than three points. -#}
30
{%- endmacro %}
