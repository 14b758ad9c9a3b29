{% macro in_slice(customer_id, dates) %}
{#- Whether a customer is in the slice of a row of dates_to_build; without work where there is one slice. -#}
{%- set count = part_value(dates ~ '.slice_count') -%}
({{ count }} = 1 or {{ slice_of(customer_id, count) }} = {{ part_value(dates ~ '.slice_number') }})
{%- endmacro %}
